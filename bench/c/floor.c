/* The floor: how fast this machine can write one event to N streams when nothing else is done.
 *
 *   floor          prints the port it took, then serves until it is ended
 *
 * GET opens a stream; POST with a body sends that body as one event to all of them and is answered after the
 * last write. Bare epoll and send(), the chunk encoded once. It does nothing that a server must do: no replay,
 * no parsing beyond the first byte and Content-Length, no bound on a slow reader's buffer.
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
#include <unistd.h>

enum { MAX_CLIENTS = 65536, READ_BYTES = 65536, BACKLOG = 4096, MAX_EVENTS = 1024 };

static const char opening[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                              "Transfer-Encoding: chunked\r\n\r\n6\r\n: hi\n\n\r\n";
static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
static char is_stream[MAX_CLIENTS];
static int highest_fd, event_number, short_count;
static char request[READ_BYTES + 1], chunk[READ_BYTES + 128];

static void broadcast(const char *body)
{
    int fd, length, size;
    char event[READ_BYTES + 64];

    size = snprintf(event, sizeof event, "id: %d\ndata: %s\n\n", ++event_number, body);
    length = snprintf(chunk, sizeof chunk, "%x\r\n%s\r\n", (unsigned)size, event);
    for (fd = 0; fd <= highest_fd; fd++)
        if (is_stream[fd] && send(fd, chunk, (size_t)length, MSG_NOSIGNAL) != length)
            short_count++;
}

static void forget(int fd)
{
    is_stream[fd] = 0;
    close(fd);
}

/* Requests are small and come whole: the bench is their only sender. */
static void take_request(int fd)
{
    ssize_t count = recv(fd, request, READ_BYTES, 0), more;
    char *body, *length;
    long wanted;

    if (count < 0 && errno == EAGAIN)
        return;
    if (count <= 0) {
        forget(fd);
        return;
    }
    request[count] = 0;
    if (request[0] == 'G') {
        is_stream[fd] = 1;
        send(fd, opening, sizeof opening - 1, MSG_NOSIGNAL);
        return;
    }
    body = strstr(request, "\r\n\r\n");
    length = strcasestr(request, "content-length:");
    if (body == NULL || length == NULL) {
        forget(fd);
        return;
    }
    body += 4;
    wanted = strtol(length + 15, NULL, 10);
    while (request + count < body + wanted) {
        more = recv(fd, request + count, (size_t)(READ_BYTES - count), 0);
        if (more > 0)
            count += more;
        else if (more == 0 || errno != EAGAIN)
            return forget(fd);
    }
    request[count] = 0;
    broadcast(body);
    send(fd, accepted, sizeof accepted - 1, MSG_NOSIGNAL);
}

int main(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    struct epoll_event wanted = { .events = EPOLLIN }, events[MAX_EVENTS];
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
    int count, index, fd, one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || poll < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0
        || listen(listener, BACKLOG) < 0 || getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
        perror("listen");
        return 1;
    }
    wanted.data.fd = listener;
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        count = epoll_wait(poll, events, MAX_EVENTS, -1);
        for (index = 0; index < count; index++) {
            if (events[index].data.fd != listener) {
                take_request(events[index].data.fd);
                continue;
            }
            while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (fd >= MAX_CLIENTS) {
                    close(fd);
                    continue;
                }
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                if (fd > highest_fd)
                    highest_fd = fd;
                wanted.data.fd = fd;
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
            }
        }
    }
}
