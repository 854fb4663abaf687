/* The floor: how fast this machine can write one event to N streams when nothing else is done.
 *
 *   floor [PATH]   prints the port it took, then serves until it is ended; also at the Unix socket PATH
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
#include <sys/un.h>
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

/* Listen there, and have the poll tell of who comes; -1 when that cannot be done. */
static int listen_at(int poll, int family, const void *address, socklen_t size)
{
    int listener = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct epoll_event wanted = { .events = EPOLLIN };

    if (listener < 0 || bind(listener, address, size) < 0 || listen(listener, BACKLOG) < 0)
        return -1;
    wanted.data.fd = listener;
    return epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted) < 0 ? -1 : listener;
}

int main(int arguments, char **argument)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    struct sockaddr_un path = { .sun_family = AF_UNIX };
    struct epoll_event wanted = { .events = EPOLLIN }, events[MAX_EVENTS];
    socklen_t size = sizeof address;
    int poll = epoll_create1(0), unix_listener = -1, listener, count, index, fd, from, one = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = listen_at(poll, AF_INET, &address, sizeof address);
    if (listener < 0 || getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
        perror("listen");
        return 1;
    }
    if (arguments > 1) {
        snprintf(path.sun_path, sizeof path.sun_path, "%s", argument[1]);
        unix_listener = listen_at(poll, AF_UNIX, &path, sizeof path);
        if (unix_listener < 0) {
            perror(argument[1]);
            return 1;
        }
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        count = epoll_wait(poll, events, MAX_EVENTS, -1);
        for (index = 0; index < count; index++) {
            from = events[index].data.fd;
            if (from != listener && from != unix_listener) {
                take_request(from);
                continue;
            }
            while ((fd = accept4(from, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (fd >= MAX_CLIENTS) {
                    close(fd);
                    continue;
                }
                if (from == listener)
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                if (fd > highest_fd)
                    highest_fd = fd;
                wanted.data.fd = fd;
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
            }
        }
    }
}
