"""Connected components by SciPy of as many links, drawn in the same way: JSON.

    clustering_scipy.py ROWS LINKS
"""
import json
import sys
import time

import numpy
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

rows, links = int(sys.argv[1]), int(sys.argv[2])
random = numpy.random.default_rng(1)
left = random.integers(0, rows, links, dtype=numpy.int32)
step = numpy.where(numpy.arange(links) % 2 == 0, 1, random.integers(1, 1001, links)).astype(numpy.int32)
right = (left + step) % rows
del step
wall, cpu = time.monotonic(), time.process_time()
matrix = coo_matrix((numpy.ones(links, numpy.int8), (left, right)), (rows, rows))
clusters, _ = connected_components(matrix, directed=False)
print(json.dumps({"clusters": int(clusters), "seconds": time.monotonic() - wall, "cpu": time.process_time() - cpu}))
