/* sender PORT RATE SECONDS: starts and ends of steps at an even rate, each with a time of its own. Prints how many it sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { MOST = 512 };

static int64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* {"context":"bench/udp","name":"step-NNN","type":T,"time":timestamp 64} */
static void fill(unsigned char *to, int64_t number, int64_t time) {
    memcpy(to, "\x84\xa7" "context" "\xa9" "bench/udp" "\xa4" "name" "\xa8" "step-000" "\xa4" "type" "\x00" "\xa4" "time" "\xd7\xff", 46);
    int step = number / 2 % 200;
    to[30] = '0' + step / 100, to[31] = '0' + step / 10 % 10, to[32] = '0' + step % 10;
    to[38] = number & 1;
    uint64_t stamp = (uint64_t)(time % 1000000000) << 34 | (uint64_t)(time / 1000000000);
    for (int i = 0; i < 8; i++) to[46 + i] = stamp >> (56 - 8 * i);
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    static unsigned char data[MOST][64];
    struct iovec pieces[MOST];
    struct mmsghdr headers[MOST] = {0};
    for (int i = 0; i < MOST; i++) {
        pieces[i] = (struct iovec){data[i], 54};
        headers[i].msg_hdr.msg_iov = &pieces[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int64_t rate = atoll(arguments[2]), total = rate * atoll(arguments[3]), sent = 0, started = now();
    int client = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(client, (struct sockaddr *)&server, sizeof server)) {
        perror("sender");
        return 1;
    }
    while (sent < total) {
        int64_t due = (now() - started) * rate / 1000000000;
        if (due > total) due = total;
        while (sent < due) {
            int part = due - sent < MOST ? due - sent : MOST;
            for (int i = 0; i < part; i++) fill(data[i], sent + i, started + (sent + i) * 1000);
            int done = sendmmsg(client, headers, part, 0);
            if (done < 0) {
                perror("sender");
                return 1;
            }
            sent += done;
        }
        nanosleep(&(struct timespec){0, 500000}, NULL);
    }
    printf("%lld\n", (long long)sent);
    return 0;
}
