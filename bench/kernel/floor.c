/* FDB entries by raw netlink, 256 messages a send, the last one acknowledged: the floor of bench:kernel.
   floor DEVICE add|del COUNT prints "WALL CPU" in seconds. */
#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 256, ROW = 48 };

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void attribute(char *at, int type, const void *value, int length) {
  struct rtattr *a = (struct rtattr *)at;
  a->rta_type = type;
  a->rta_len = RTA_LENGTH(length);
  memcpy(RTA_DATA(a), value, length);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int ifindex = if_nametoindex(argv[1]), adds = strcmp(argv[2], "add") == 0, count = atoi(argv[3]);
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0 || ifindex == 0) return perror("floor"), 1;
  static char out[BATCH * ROW], in[65536];
  in_addr_t dst = inet_addr("192.0.2.2");
  double wall = now(), used = cpu();
  for (int from = 0; from < count; from += BATCH) {
    int n = count - from < BATCH ? count - from : BATCH;
    memset(out, 0, sizeof out);
    for (int i = 0; i < n; i++) {
      unsigned id = from + i + 2;
      unsigned char mac[6] = {2, 0x42, 10, id >> 16, id >> 8, id};
      struct nlmsghdr *h = (struct nlmsghdr *)(out + i * ROW);
      struct ndmsg *m = NLMSG_DATA(h);
      h->nlmsg_len = ROW;
      h->nlmsg_type = adds ? RTM_NEWNEIGH : RTM_DELNEIGH;
      h->nlmsg_flags = NLM_F_REQUEST | (adds ? NLM_F_CREATE | NLM_F_REPLACE : 0) | (i == n - 1 ? NLM_F_ACK : 0);
      h->nlmsg_seq = id;
      m->ndm_family = AF_BRIDGE;
      m->ndm_ifindex = ifindex;
      m->ndm_state = NUD_PERMANENT | NUD_NOARP;
      m->ndm_flags = NTF_SELF;
      attribute(out + i * ROW + 28, NDA_LLADDR, mac, 6);
      attribute(out + i * ROW + 40, NDA_DST, &dst, 4);
    }
    if (send(fd, out, n * ROW, 0) < 0) return perror("send"), 1;
    for (int done = 0; !done;) {
      int length = recv(fd, in, sizeof in, 0);
      if (length < 0) return perror("recv"), 1;
      for (struct nlmsghdr *h = (struct nlmsghdr *)in; NLMSG_OK(h, length); h = NLMSG_NEXT(h, length)) {
        struct nlmsgerr *e = NLMSG_DATA(h);
        if (h->nlmsg_type != NLMSG_ERROR) continue;
        if (e->error != 0) return fprintf(stderr, "%s\n", strerror(-e->error)), 1;
        if (h->nlmsg_seq == (unsigned)(from + n - 1 + 2)) done = 1;
      }
    }
  }
  printf("%.6f %.6f\n", now() - wall, cpu() - used);
  return 0;
}
