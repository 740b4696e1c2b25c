/** The transports that come with the package keep the contract they export. */
import t from 'tap';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { transportContract } from '../contract/transport.js';
import { GrpcTransport } from '../transport/grpc-transport.js';
import { MemoryNetwork } from '../sim/memory-network.js';
import { METADATA, raftServiceDefinition } from '../transport/raft-service.js';
import type { ContractTest } from '../contract/log-store.js';
import type { MemberId } from '../core/types.js';

const named =
  (transport: string): ContractTest =>
  (title, run) =>
    void t.test(`${transport} ${title}`, run);

transportContract(
  () => {
    const addresses = new Map<MemberId, string>();
    const servers: Server[] = [];
    return Promise.resolve({
      join: async (id) => {
        const transport = new GrpcTransport(
          {
            dial: (peer) => {
              const address = addresses.get(peer);
              return address ? { address, credentials: credentials.createInsecure() } : undefined;
            },
            identify: (call) => Number(call.metadata.get(METADATA.from)[0]),
          },
          { groupId: 'blue', memberId: id },
        );
        const server = new Server();
        server.addService(raftServiceDefinition, transport.handlers);
        const port = await new Promise<number>((resolve, reject) =>
          server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
          ),
        );
        addresses.set(id, `127.0.0.1:${port}`);
        servers.push(server);
        return transport;
      },
      close: () => {
        for (const server of servers) server.forceShutdown();
        return Promise.resolve();
      },
    });
  },
  named('gRPC'),
  { states: true },
);

transportContract(
  () => {
    const network = new MemoryNetwork();
    return Promise.resolve({
      join: (id) => Promise.resolve(network.transport(id)),
      close: () => Promise.resolve(),
    });
  },
  named('the network in memory'),
  { states: false },
);
