/* Hold N event streams open and say when each event reached them.
 *
 *   load PORT PATH STREAMS [-H "Name: value"]...
 *
 * One command a line on stdin, one line of JSON for each on stdout:
 *   open MS                open every closed stream (with Last-Event-ID where it has seen one) and wait until
 *                          all are live, which is: status 200 and a first byte of the body
 *   events FIRST COUNT MS  wait until every live stream has had the events marked FIRST .. FIRST+COUNT-1
 *   cut                    reset every connection at once
 *   quit
 *
 * An event is known by the text mark=<number> in its data. Times are CLOCK_MONOTONIC in nanoseconds, which all
 * processes of a machine share. Streams come from several loopback addresses, PER_ADDRESS from each: one address
 * has ports for 28,000 only, and the server counts by address. Not done: TLS, HTTP/2, anything but loopback.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PENDING_BYTES = 4096, READ_BYTES = 65536, OPENING_AT_ONCE = 1000, PER_ADDRESS = 2000 };
enum { MAX_MARKS = 100000, MAX_EVENTS = 1024, MAX_HEADERS = 4096, REQUEST_BYTES = 8192 };

enum state { CLOSED, CONNECTING, HEAD, LIVE };

struct stream {
    int fd;
    enum state state;
    int has_status;       /* 200 has been seen */
    int head_end;         /* how many bytes of \r\n\r\n have been seen */
    long last_id, event_id;
    long last_mark;
    int pending_bytes;
    char *pending;        /* an unfinished line */
    int64_t opened_ns, live_ns;
};

static struct stream *streams;
static int stream_count, next_to_open, opening_count, live_count;
static int failed_count, closed_count, repeated_count;
static int64_t *arrivals[MAX_MARKS];
static int arrived_count[MAX_MARKS];
static int epoll_fd, port;
static const char *path;
static char headers[MAX_HEADERS];
static char buffer[PENDING_BYTES + READ_BYTES];

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static double cpu_ms(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec * 1e3 + usage.ru_utime.tv_usec / 1e3
        + usage.ru_stime.tv_sec * 1e3 + usage.ru_stime.tv_usec / 1e3;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void end_stream(struct stream *stream)
{
    struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (stream->state == CLOSED)
        return;
    if (stream->state == LIVE)
        live_count--;
    else
        opening_count--;
    /* A reset, as from a network that is gone; it also leaves no port waiting. */
    setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(stream->fd);
    stream->state = CLOSED;
}

static void start_stream(struct stream *stream)
{
    struct sockaddr_in from = { .sin_family = AF_INET }, to = { .sin_family = AF_INET };
    struct epoll_event wanted = { .events = EPOLLOUT, .data.ptr = stream };
    int one = 1, number = (int)(stream - streams);

    stream->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (stream->fd < 0)
        fail("socket");
    from.sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)(number / PER_ADDRESS));
    /* The port is chosen when the other end is known: else 28,000 connections were all there could be. */
    setsockopt(stream->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(stream->fd, (struct sockaddr *)&from, sizeof from) < 0)
        fail("bind");
    to.sin_port = htons((uint16_t)port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(stream->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
        fail("connect");
    stream->state = CONNECTING;
    stream->has_status = stream->head_end = stream->pending_bytes = 0;
    stream->opened_ns = now_ns();
    opening_count++;
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, stream->fd, &wanted) < 0)
        fail("epoll_ctl");
}

static void send_request(struct stream *stream)
{
    struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = stream };
    char request[REQUEST_BYTES], resumed[64] = "";
    int length;

    if (stream->last_id >= 0)
        snprintf(resumed, sizeof resumed, "Last-Event-ID: %ld\r\n", stream->last_id);
    length = snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n%s%s\r\n",
                      path, port, resumed, headers);
    if (send(stream->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
        failed_count++;
        end_stream(stream);
        return;
    }
    stream->state = HEAD;
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, stream->fd, &wanted);
}

static void note_mark(struct stream *stream, long mark, int64_t at_ns)
{
    if (mark < 0 || mark >= MAX_MARKS)
        return;
    if (mark <= stream->last_mark) {
        repeated_count++;
        return;
    }
    stream->last_mark = mark;
    if (arrivals[mark] == NULL) {
        arrivals[mark] = malloc(sizeof(int64_t) * (size_t)stream_count);
        if (arrivals[mark] == NULL)
            fail("malloc");
    }
    arrivals[mark][arrived_count[mark]++] = at_ns;
}

/* One line of the stream, without its line feed. Chunk sizes are lines too, and mean nothing here. */
static void take_line(struct stream *stream, char *line, int length, int64_t at_ns)
{
    char *mark;

    if (length == 0) {
        /* The end of an event: only a whole one counts as seen. */
        stream->last_id = stream->event_id;
    } else if (length > 4 && memcmp(line, "id: ", 4) == 0) {
        stream->event_id = strtol(line + 4, NULL, 10);
    } else if (length > 5 && memcmp(line, "data:", 5) == 0) {
        mark = memmem(line, (size_t)length, "mark=", 5);
        if (mark != NULL)
            note_mark(stream, strtol(mark + 5, NULL, 10), at_ns);
    }
}

static void take_body(struct stream *stream, char *text, int length, int64_t at_ns)
{
    char *end = text + length, *feed;

    if (stream->state == HEAD && length > 0) {
        stream->state = LIVE;
        stream->live_ns = at_ns;
        opening_count--;
        live_count++;
    }
    while (text < end && (feed = memchr(text, '\n', (size_t)(end - text))) != NULL) {
        *feed = 0;
        take_line(stream, text, (int)(feed - text), at_ns);
        text = feed + 1;
    }
    stream->pending_bytes = (int)(end - text);
    if (stream->pending_bytes > PENDING_BYTES) {
        fprintf(stderr, "a line is longer than %d bytes\n", PENDING_BYTES);
        exit(1);
    }
    if (stream->pending_bytes > 0) {
        if (stream->pending == NULL && (stream->pending = malloc(PENDING_BYTES)) == NULL)
            fail("malloc");
        memcpy(stream->pending, text, (size_t)stream->pending_bytes);
    }
}

static void take_bytes(struct stream *stream)
{
    int kept = stream->pending_bytes, start = 0;
    ssize_t count;
    int64_t at_ns;

    if (kept > 0)
        memcpy(buffer, stream->pending, (size_t)kept);
    count = recv(stream->fd, buffer + kept, READ_BYTES, 0);
    at_ns = now_ns();
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        if (stream->state == LIVE)
            closed_count++;
        else
            failed_count++;
        end_stream(stream);
        return;
    }
    if (stream->state == HEAD && stream->head_end < 4) {
        if (!stream->has_status && (count < 12 || memcmp(buffer, "HTTP/1.1 200", 12) != 0)) {
            fprintf(stderr, "refused: %.*s\n", count < 60 ? (int)count : 60, buffer);
            failed_count++;
            end_stream(stream);
            return;
        }
        stream->has_status = 1;
        while (start < count && stream->head_end < 4) {
            char wanted = "\r\n\r\n"[stream->head_end], seen = buffer[start++];
            stream->head_end = seen == wanted ? stream->head_end + 1 : (seen == '\r' ? 1 : 0);
        }
    }
    take_body(stream, buffer + start, kept + (int)count - start, at_ns);
}

static void take_event(struct epoll_event *event)
{
    struct stream *stream = event->data.ptr;

    if (stream->state == CLOSED)
        return;
    if (stream->state == CONNECTING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) {
            failed_count++;
            end_stream(stream);
        } else {
            send_request(stream);
        }
        return;
    }
    take_bytes(stream);
}

/* Carry on for up to `timeout_ms`; return whether stdin has something to say. */
static int carry_on(int timeout_ms)
{
    struct epoll_event events[MAX_EVENTS];
    int count, index, has_command = 0;

    while (opening_count < OPENING_AT_ONCE && next_to_open < stream_count) {
        if (streams[next_to_open].state == CLOSED)
            start_stream(&streams[next_to_open]);
        next_to_open++;
    }
    count = epoll_wait(epoll_fd, events, MAX_EVENTS, timeout_ms);
    for (index = 0; index < count; index++) {
        if (events[index].data.ptr == NULL)
            has_command = 1;
        else
            take_event(&events[index]);
    }
    return has_command;
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int64_t at_share(const int64_t *sorted, int count, double share)
{
    int index = (int)(share * count + 0.999999) - 1;
    return sorted[index < 0 ? 0 : index];
}

static void open_all(int timeout_ms)
{
    int64_t began_ns = now_ns(), deadline_ns = began_ns + (int64_t)timeout_ms * 1000000;
    int64_t *waits = malloc(sizeof(int64_t) * (size_t)stream_count), last_ns = began_ns;
    double cpu_before_ms = cpu_ms();
    int index, count = 0;

    failed_count = 0;
    next_to_open = 0;
    while ((next_to_open < stream_count || opening_count > 0) && now_ns() < deadline_ns)
        carry_on(100);
    for (index = 0; index < stream_count; index++) {
        if (streams[index].state != LIVE)
            continue;
        waits[count++] = streams[index].live_ns - streams[index].opened_ns;
        if (streams[index].live_ns > last_ns)
            last_ns = streams[index].live_ns;
    }
    qsort(waits, (size_t)count, sizeof *waits, compare);
    printf("{\"live\": %d, \"failed\": %d, \"all_ms\": %.3f, \"median_ms\": %.3f, \"p99_ms\": %.3f, "
           "\"cpu_ms\": %.1f}\n",
           live_count, failed_count, (last_ns - began_ns) / 1e6, count ? at_share(waits, count, 0.5) / 1e6 : 0,
           count ? at_share(waits, count, 0.99) / 1e6 : 0, cpu_ms() - cpu_before_ms);
    free(waits);
}

static int have_all(int first, int count)
{
    int mark;

    for (mark = first + count - 1; mark >= first; mark--)
        if (arrived_count[mark] < live_count)
            return 0;
    return 1;
}

static void wait_for_events(int first, int count, int timeout_ms, double cpu_before_ms)
{
    int64_t deadline_ns = now_ns() + (int64_t)timeout_ms * 1000000;
    int mark;

    while (!have_all(first, count) && now_ns() < deadline_ns)
        carry_on(100);
    printf("{\"live\": %d, \"closed\": %d, \"repeated\": %d, \"cpu_ms\": %.1f, \"events\": [", live_count,
           closed_count, repeated_count, cpu_ms() - cpu_before_ms);
    for (mark = first; mark < first + count; mark++) {
        int got = arrived_count[mark];
        int64_t *times = arrivals[mark];
        printf("%s{\"mark\": %d, \"got\": %d", mark > first ? ", " : "", mark, got);
        if (got > 0) {
            qsort(times, (size_t)got, sizeof *times, compare);
            printf(", \"first\": %lld, \"median\": %lld, \"p99\": %lld, \"last\": %lld", (long long)times[0],
                   (long long)at_share(times, got, 0.5), (long long)at_share(times, got, 0.99),
                   (long long)times[got - 1]);
        }
        printf("}");
        free(times);
        arrivals[mark] = NULL;
    }
    printf("]}\n");
}

static void cut_all(void)
{
    int index;

    for (index = 0; index < stream_count; index++)
        end_stream(&streams[index]);
    next_to_open = stream_count;
    printf("{\"at\": %lld}\n", (long long)now_ns());
}

int main(int argc, char **argv)
{
    struct epoll_event input = { .events = EPOLLIN, .data.ptr = NULL };
    char line[256];
    int option, first, count, timeout_ms, index;
    double cpu_before_ms;

    while ((option = getopt(argc, argv, "H:")) == 'H') {
        strncat(headers, optarg, sizeof headers - strlen(headers) - 3);
        strcat(headers, "\r\n");
    }
    if (argc - optind != 3) {
        fprintf(stderr, "load PORT PATH STREAMS [-H \"Name: value\"]...\n");
        return 2;
    }
    port = atoi(argv[optind]);
    path = argv[optind + 1];
    stream_count = next_to_open = atoi(argv[optind + 2]);
    streams = calloc((size_t)stream_count, sizeof *streams);
    if (streams == NULL || (epoll_fd = epoll_create1(EPOLL_CLOEXEC)) < 0)
        fail("start");
    for (index = 0; index < stream_count; index++)
        streams[index].last_id = streams[index].event_id = streams[index].last_mark = -1;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &input);
    /* Unbuffered, so that a line that waits is always one that epoll sees. */
    setvbuf(stdin, NULL, _IONBF, 0);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (;;) {
        cpu_before_ms = cpu_ms();
        while (!carry_on(1000))
            ;
        if (fgets(line, sizeof line, stdin) == NULL || strncmp(line, "quit", 4) == 0)
            return 0;
        if (sscanf(line, "open %d", &timeout_ms) == 1)
            open_all(timeout_ms);
        else if (sscanf(line, "events %d %d %d", &first, &count, &timeout_ms) == 3 && first >= 0 && count > 0
                 && first + count <= MAX_MARKS)
            wait_for_events(first, count, timeout_ms, cpu_before_ms);
        else if (strncmp(line, "cut", 3) == 0)
            cut_all();
        else
            printf("{\"error\": \"unknown command\"}\n");
    }
}
