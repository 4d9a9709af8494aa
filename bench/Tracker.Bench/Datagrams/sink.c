/* The least that can be done with datagrams: take them off the socket, many with one call, and forget them. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>

enum { BATCH = 128, SIZE = 2048 };

int main(void) {
    static char data[BATCH][SIZE];
    struct iovec pieces[BATCH];
    struct mmsghdr headers[BATCH] = {0};
    for (int i = 0; i < BATCH; i++) {
        pieces[i] = (struct iovec){data[i], SIZE};
        headers[i].msg_hdr.msg_iov = &pieces[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    int server = socket(AF_INET, SOCK_DGRAM, 0), buffer = 4 << 20;
    setsockopt(server, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    if (bind(server, (struct sockaddr *)&address, length) || getsockname(server, (struct sockaddr *)&address, &length)) {
        perror("sink");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    while (recvmmsg(server, headers, BATCH, MSG_WAITFORONE, NULL) > 0) {
    }
    return 0;
}
