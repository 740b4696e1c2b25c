/** Reads /proc/net/stat/arp_cache and ndisc_cache: one line per processor, numbers in hexadecimal. */

/** Neighbours that were refused because the table was full, since the boot. */
export function tableFulls(text: string): number {
  const [head = '', ...lines] = text.trim().split('\n');
  const column = head.trim().split(/\s+/).indexOf('table_fulls');
  if (column < 0) return 0;
  return lines
    .map((line) => parseInt(line.trim().split(/\s+/)[column] ?? '', 16))
    .reduce((sum, count) => sum + (Number.isNaN(count) ? 0 : count), 0);
}
