/** Values of <sys/socket.h> and <asm-generic/socket.h> on Linux, the same on all architectures that koffi is built for. */

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ATTACH_FILTER = 26;
export const SO_RCVBUFFORCE = 33;
/** Since Linux 5.14. */
export const SO_NETNS_COOKIE = 71;

export const MSG_DONTWAIT = 0x40;
