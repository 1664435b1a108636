// Erlang A written for speed alone: a next-event loop with the draws of sim/compiled/draws.py and one row for each call.
//
// erlang_a DAYS SEED prints the first call (offered, patience and talk in seconds), then each day's calls: offered,
// had to wait, hung up; then the CPU seconds of all days. The next arrival stays out of the heap.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <vector>

constexpr double GAP_S = 3, TALK_S = 300, PATIENCE_S = 300, DAY_S = 86400;
constexpr int N_AGENTS = 100;
enum Stream : uint64_t { GAP = 2, NATURE = 7, QUEUE = 10 };  // as in sim/compiled/draws.py

struct Coins { double u[4]; };

static double unit(uint64_t x) { return (double(x >> 12) + 0.5) * 0x1p-52; }

static Coins uniforms(uint64_t seed, uint64_t replication, uint64_t stream, uint64_t subject, uint64_t occasion) {
    uint64_t k0 = seed, k1 = replication, x0 = occasion + 1, x1 = subject, x2 = 0, x3 = stream;
    for (int round = 0; round < 10; ++round) {
        const auto a = (unsigned __int128)0xD2E7470EE14C6C93u * x0, b = (unsigned __int128)0xCA5A826395121157u * x2;
        x0 = uint64_t(b >> 64) ^ x1 ^ k0;
        x2 = uint64_t(a >> 64) ^ x3 ^ k1;
        x1 = uint64_t(b), x3 = uint64_t(a);
        k0 += 0x9E3779B97F4A7C15u, k1 += 0xBB67AE8584CAA73Bu;
    }
    return {{unit(x0), unit(x1), unit(x2), unit(x3)}};
}

static double exponential(double mean, double u) { return -mean * std::log(u); }

struct Call { double offered_s, patience_s, talk_s, waited_s; int64_t number; int agent; bool waiting; };
struct Row { double offered_s, waited_s, patience_s, talk_s, ended_s; int64_t number; int agent; bool answered; };
struct Event { double time_s; int64_t number; int call; bool done; };
struct Turn { int64_t number; int call; };

static bool later(const Event& a, const Event& b) {
    return a.time_s > b.time_s || (a.time_s == b.time_s && a.number > b.number);
}

struct Center {
    uint64_t seed;
    std::vector<Call> calls;
    std::vector<int> free_rows;
    std::vector<Event> events;
    std::deque<Turn> line;    // those who hung up are skipped
    std::deque<int> idle;     // longest idle first
    std::vector<Row> rows;    // of the day
    int64_t number = 0;       // of the next arrival
    double arrival_s = 0;

    explicit Center(uint64_t seed) : seed(seed) {
        for (int agent = 0; agent < N_AGENTS; ++agent) idle.push_back(agent);
        arrival_s = exponential(GAP_S, uniforms(seed, 0, GAP, 0, 0).u[0]);
    }
    void schedule(double time_s, int call, bool done) {
        events.push_back({time_s, calls[call].number, call, done});
        std::push_heap(events.begin(), events.end(), later);
    }
    void answer(double now_s, int row, int agent) {
        Call& call = calls[row];
        call.agent = agent;
        call.waited_s = now_s - call.offered_s;
        call.waiting = false;
        schedule(now_s + call.talk_s, row, true);
    }
    void write(double now_s, int row, bool answered) {
        const Call& call = calls[row];
        rows.push_back({call.offered_s, call.waited_s, call.patience_s, answered ? call.talk_s : 0, now_s, call.number,
                        answered ? call.agent : -1, answered});
        free_rows.push_back(row);
    }
    void arrives() {
        if (free_rows.empty()) free_rows.push_back(int(calls.size())), calls.emplace_back();
        const int row = free_rows.back();
        free_rows.pop_back();
        const double talk_s = exponential(TALK_S, uniforms(seed, 0, NATURE, number, 0).u[2]);
        const double patience_s = exponential(PATIENCE_S, uniforms(seed, 0, QUEUE, number, 0).u[0]);
        calls[row] = {arrival_s, patience_s, talk_s, 0, number, -1, true};
        if (!idle.empty()) {
            const int agent = idle.front();
            idle.pop_front();
            answer(arrival_s, row, agent);
        } else {
            line.push_back({number, row});
            schedule(arrival_s + patience_s, row, false);
        }
        arrival_s += exponential(GAP_S, uniforms(seed, 0, GAP, 0, ++number).u[0]);
    }
    void happens(const Event& event) {
        Call& call = calls[event.call];
        if (event.done) {
            const int agent = call.agent;
            write(event.time_s, event.call, true);
            while (!line.empty()) {
                const Turn next = line.front();
                line.pop_front();
                if (calls[next.call].number == next.number && calls[next.call].waiting)
                    return answer(event.time_s, next.call, agent);
            }
            idle.push_back(agent);
        } else if (call.number == event.number && call.waiting) {
            call.waiting = false;
            call.waited_s = event.time_s - call.offered_s;
            write(event.time_s, event.call, false);
        }
    }
    void play(double midnight_s) {
        rows.clear();
        for (;;) {
            const bool event_next = !events.empty() && events.front().time_s <= arrival_s;
            if ((event_next ? events.front().time_s : arrival_s) >= midnight_s) return;
            if (event_next) {
                const Event event = events.front();
                std::pop_heap(events.begin(), events.end(), later);
                events.pop_back();
                happens(event);
            } else {
                arrives();
            }
        }
    }
};

int main(int, char** argv) {
    const int days = std::atoi(argv[1]);
    Center center(std::strtoull(argv[2], nullptr, 10));
    std::printf("%.17g %.17g %.17g\n", center.arrival_s, exponential(PATIENCE_S, uniforms(center.seed, 0, QUEUE, 0, 0).u[0]),
                exponential(TALK_S, uniforms(center.seed, 0, NATURE, 0, 0).u[2]));
    std::vector<int64_t> waited(days), hung_up(days), offered(days);
    double cpu_s = 0;
    for (int day = 0; day < days; ++day) {
        const clock_t began = std::clock();
        center.play((day + 1) * DAY_S);
        cpu_s += double(std::clock() - began) / CLOCKS_PER_SEC;
        for (const Row& row : center.rows) waited[day] += row.waited_s > 0, hung_up[day] += !row.answered;
        offered[day] = int64_t(center.rows.size());
    }
    for (int day = 0; day < days; ++day)
        std::printf("%lld %lld %lld\n", (long long)offered[day], (long long)waited[day], (long long)hung_up[day]);
    std::printf("%.9f\n", cpu_s);
}
