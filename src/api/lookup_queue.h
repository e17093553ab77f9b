// Requests that wait for an index alone. For router.cpp.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "http/pool.h"
#include "http/server.h"

namespace jutong::api {

// A thread takes several of them at once and hands their answers over together: the network's
// thread is woken once for all of these.
class LookupQueue {
public:
    struct Asked {
        std::function<http::Response()> answer;  // does not throw
        http::Handler::Reply reply;
    };

    LookupQueue(int threads, std::size_t waiting_max);

    // False where the queue is full; `asked` is then as it was.
    [[nodiscard]] bool offer(Asked& asked);

private:
    void serve();
    std::vector<Asked> take();  // none: this thread has ended its work

    std::size_t const threads_, waiting_max_;
    std::mutex mutex_;  // guards the two below
    std::deque<Asked> waiting_;
    std::size_t at_work_ = 0;  // threads
    http::Pool pool_;          // the last: it ends what waits before the rest goes
};

}  // namespace jutong::api
