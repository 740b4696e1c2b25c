/** Endpoints as JSON: the text of `JSON.stringify`, member by member, where those of one entry end alike. */
import { isPlain } from '../../../model/json-text.js';
import { NO_LABELS } from '../../../model/labels.js';
import type { Endpoint } from '../../../model/objects.js';

export class EndpointTexts {
  /** Of the endpoint told last: what its text ends with, and what that was made of. */
  #end = '';
  #version = -1;
  #createdAt = '';
  #updatedAt = '';

  /** Without the brace at its end. The endpoint has its members in the order in which the table makes them. */
  open(endpoint: Endpoint): string {
    const { id, network, node, name, addresses, mac } = endpoint;
    const [address] = addresses;
    if (address === undefined || !isSimple(endpoint)) return JSON.stringify(endpoint).slice(0, -1);
    const lease = `{"id":"${id}","network":"${network}","node":"${node}","name":"${name}"`;
    return `${lease},"addresses":["${address}"],"mac":"${mac}${this.#endOf(endpoint)}`;
  }

  #endOf({ version, createdAt, updatedAt }: Endpoint): string {
    if (version === this.#version && createdAt === this.#createdAt) {
      if (updatedAt === this.#updatedAt) return this.#end;
    }
    this.#version = version;
    this.#createdAt = createdAt;
    this.#updatedAt = updatedAt;
    const rest = JSON.stringify({ aliases: [], labels: {}, version, createdAt, updatedAt });
    return (this.#end = `",${rest.slice(1, -1)}`);
  }
}

/** As most are: one address, no aliases, labels or attachment, and nothing that JSON writes in another way. */
function isSimple(endpoint: Endpoint): boolean {
  const { id, network, node, name, addresses, mac, aliases, labels, attachment } = endpoint;
  if (addresses.length !== 1 || aliases.length > 0 || labels !== NO_LABELS || attachment)
    return false;
  const isPlainPlace = isPlain(id) && isPlain(network) && isPlain(node);
  return isPlainPlace && isPlain(name) && isPlain(mac) && isPlain(addresses[0] ?? '');
}
