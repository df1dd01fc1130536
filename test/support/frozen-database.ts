/** A database that can be made to hang: it takes connections and statements and does not answer, until it is thawed. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createDataSource } from '../../src/store/data-source';
import type { DataSource } from '../../src/store/transaction';
import type { TestDatabase } from './database';

export interface FrozenDatabase {
  /** As the service, through what can be frozen. */
  readonly app: DataSource;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function openThroughIce({ app: address }: TestDatabase, poolSize: number): Promise<FrozenDatabase> {
  if (!('socketFolder' in address)) throw new Error('the test database is reached by its socket');
  const sockets = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(`${address.socketFolder}/.s.PGSQL.${address.port}`);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      if (frozen) from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `postgres://${address.user}@127.0.0.1:${port}/${address.database}`;
  const app = await createDataSource({ url }, poolSize).initialize();
  return {
    app,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      if (app.isInitialized) await app.destroy();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
