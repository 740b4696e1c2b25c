/** What an intruder does to the gateway bridge and to a port of it, in a kernel in memory. */
import type { ObservedGateway, ObservedGatewayPort } from '../../agent/kernel/port-egress.js';
import type { KernelMirror } from '../../agent/kernel/port-mirror.js';

export const GATEWAY = 'gw0';

/** `port` is its name. */
export const GATEWAY_ACTS: Readonly<Record<string, (port: string, state: KernelMirror) => void>> = {
  'gateway-down': (_, state) => changeGateway(state, { up: false }),
  'gateway-mtu': (_, state) => changeGateway(state, { mtu: 1300 }),
  'gateway-gone': (_, state) => state.apply({ op: 'delete-gateway-link', name: GATEWAY }),
  'gateway-port-down': (port, state) => changePort(state, port, { up: false }),
  'gateway-port-mtu': (port, state) => changePort(state, port, { mtu: 1300 }),
  'gateway-port-out': (port, state) =>
    changePort(state, port, { master: undefined, altered: undefined }),
  'gateway-port-flags': (port, state) =>
    changePort(state, port, { altered: ['isolated', 'learning', 'state'] }),
  'gateway-port-gone': (name, state) => state.apply({ op: 'delete-gateway-link', name }),
};

function changeGateway(state: KernelMirror, changes: Partial<ObservedGateway>): void {
  const gateway = state.egress?.gateways.get(GATEWAY);
  if (!state.egress || !gateway) return;
  const gateways = new Map([[GATEWAY, { ...gateway, ...changes }]]);
  state.egress = { ...state.egress, gateways };
}

function changePort(
  state: KernelMirror,
  name: string,
  changes: Partial<ObservedGatewayPort>,
): void {
  const port = state.egress?.gatewayPorts.get(name);
  if (!state.egress || !port) return;
  // What is in no bridge has no flags of a port.
  const flags = port.master === undefined && { altered: undefined };
  const gatewayPorts = new Map(state.egress.gatewayPorts);
  gatewayPorts.set(name, { ...port, ...changes, ...flags });
  state.egress = { ...state.egress, gatewayPorts };
}
