"""Connected components by SciPy of as many links, drawn in the same way: JSON.

    clustering_scipy.py near|any ROWS LINKS
"""
import json
import sys
import time

import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

kind, rows, links = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = numpy.random.default_rng(1)
left = random.integers(0, rows, links, dtype=numpy.int32)
if kind == "near":
    right = left.copy()
    right[::2] += 1
    right[1::2] += random.integers(1, 1001, links // 2, dtype=numpy.int32)
    right %= rows
else:
    right = random.integers(0, rows, links, dtype=numpy.int32)
wall, cpu = time.monotonic(), time.process_time()
matrix = coo_matrix((numpy.ones(links, numpy.int8), (left, right)), (rows, rows))
clusters, _ = connected_components(matrix, directed=False)
print(json.dumps({"clusters": int(clusters), "seconds": time.monotonic() - wall, "cpu": time.process_time() - cpu}))
