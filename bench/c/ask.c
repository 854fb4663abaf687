/* Ask the same thing again and again over N connections and count the answers.
 *
 *   ask PORT CONNECTIONS SECONDS STATUS FROM < request
 *
 * The request is read from stdin and sent as it is; each connection sends it anew when its answer has come whole.
 * Prints one line of JSON: answers a second, median and p99 in ms, bytes of an answer, and how many had another
 * status. FROM is the loopback address to come from, since a server counts by address. Answers need a
 * Content-Length, or none (204, 304). Not done: pipelining, TLS, chunked answers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_BYTES = 16384, HEAD_BYTES = 16384, READ_BYTES = 262144, MAX_TIMES = 4000000, MAX_EVENTS = 256 };

struct connection {
    int fd, head_bytes, is_body;
    int64_t left, total, asked_ns;
    char head[HEAD_BYTES];
};

static char request[REQUEST_BYTES], buffer[READ_BYTES];
static size_t request_bytes;
static float *times;
static long answered, wrong;
static int64_t answer_bytes;
static const char *status;
static struct sockaddr_in to = { .sin_family = AF_INET }, from = { .sin_family = AF_INET };
static int epoll_fd;

static int64_t now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void open_connection(struct connection *connection)
{
    struct epoll_event wanted = { .events = EPOLLIN, .data.ptr = connection };
    int one = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0 || bind(connection->fd, (struct sockaddr *)&from, sizeof from) < 0
        || connect(connection->fd, (struct sockaddr *)&to, sizeof to) < 0)
        fail("connect");
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, connection->fd, &wanted);
}

static void ask(struct connection *connection)
{
    connection->head_bytes = connection->is_body = 0;
    connection->total = 0;
    connection->asked_ns = now_ns();
    /* A connection that the server has just ended says so when it is read. */
    if (send(connection->fd, request, request_bytes, MSG_NOSIGNAL) < 0 && errno != EPIPE && errno != ECONNRESET)
        fail("send");
}

/* nginx ends a connection after a thousand answers, as any server may between two of them. */
static void come_back(struct connection *connection)
{
    if (connection->head_bytes > 0) {
        fprintf(stderr, "an answer was cut short\n");
        exit(1);
    }
    close(connection->fd);
    open_connection(connection);
    ask(connection);
}

static void finish(struct connection *connection)
{
    if (answered < MAX_TIMES)
        times[answered] = (float)((now_ns() - connection->asked_ns) / 1e6);
    answered++;
    answer_bytes = connection->total;
    if (memcmp(connection->head + 9, status, 3) != 0)
        wrong++;
    ask(connection);
}

static void take(struct connection *connection, const char *bytes, ssize_t count)
{
    char *end, *length;
    int had = connection->head_bytes, body_bytes;

    connection->total += count;
    if (connection->is_body) {
        connection->left -= count;
    } else {
        if (had + count >= HEAD_BYTES)
            count = HEAD_BYTES - 1 - had;
        memcpy(connection->head + had, bytes, (size_t)count);
        connection->head_bytes += (int)count;
        connection->head[connection->head_bytes] = 0;
        if ((end = strstr(connection->head, "\r\n\r\n")) == NULL)
            return;
        length = strcasestr(connection->head, "\r\ncontent-length:");
        body_bytes = (int)(connection->total - (end + 4 - connection->head));
        connection->left = (length != NULL && length < end ? strtol(length + 17, NULL, 10) : 0) - body_bytes;
        connection->is_body = 1;
    }
    if (connection->left <= 0)
        finish(connection);
}

static int compare(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct epoll_event events[MAX_EVENTS];
    int count, index, connections;
    int64_t began_ns, ends_ns;
    long kept;
    double seconds;

    if (argc != 6) {
        fprintf(stderr, "ask PORT CONNECTIONS SECONDS STATUS FROM < request\n");
        return 2;
    }
    request_bytes = fread(request, 1, sizeof request, stdin);
    connections = atoi(argv[2]);
    status = argv[4];
    times = malloc(sizeof *times * MAX_TIMES);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    from.sin_addr.s_addr = inet_addr(argv[5]);
    to.sin_port = htons((uint16_t)atoi(argv[1]));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    began_ns = now_ns();
    ends_ns = began_ns + (int64_t)(atof(argv[3]) * 1e9);
    for (index = 0; index < connections; index++) {
        struct connection *connection = calloc(1, sizeof *connection);
        open_connection(connection);
        ask(connection);
    }
    while (now_ns() < ends_ns) {
        count = epoll_wait(epoll_fd, events, MAX_EVENTS, 100);
        for (index = 0; index < count; index++) {
            struct connection *connection = events[index].data.ptr;
            ssize_t got = recv(connection->fd, buffer, sizeof buffer, MSG_DONTWAIT);
            if (got > 0)
                take(connection, buffer, got);
            else if (got == 0 || errno != EAGAIN)
                come_back(connection);
        }
    }
    seconds = (now_ns() - began_ns) / 1e9;
    kept = answered < MAX_TIMES ? answered : MAX_TIMES;
    qsort(times, (size_t)kept, sizeof *times, compare);
    printf("{\"per_s\": %.1f, \"median_ms\": %.3f, \"p99_ms\": %.3f, \"bytes\": %lld, \"wrong\": %ld}\n",
           (double)answered / seconds, kept ? times[kept / 2] : 0.0, kept ? times[kept * 99 / 100] : 0.0,
           (long long)answer_bytes, wrong);
    return 0;
}
