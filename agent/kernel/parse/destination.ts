/** Where an FDB row of a vxlan device leads, as one word: an address, and what of the row is not the device's own. */

export interface DestinationParts {
  readonly dst: string;
  readonly port?: number | undefined;
  readonly vni?: number | undefined;
  /** Index or name of the device that it leaves by. */
  readonly via?: number | string | undefined;
}

/** `192.0.2.2`, or `192.0.2.2@port=4790@vni=77`: never what is desired. */
export function destinationText({ dst, port, vni, via }: DestinationParts): string {
  let text = dst;
  if (port !== undefined) text += `@port=${port}`;
  if (vni !== undefined) text += `@vni=${vni}`;
  if (via !== undefined) text += `@via=${via}`;
  return text;
}

/** An address alone. */
export function isPlainDestination(text: string): boolean {
  return !text.includes('@');
}

/** For people. */
export function destinationWords(text: string): string {
  return text.replaceAll(/[@=]/g, ' ');
}
