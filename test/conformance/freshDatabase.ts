import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A database of one test file's own on the server of `connectionString`: files run side by side and count what is open. */
export async function freshDatabase(
  connectionString: string,
): Promise<{ readonly connectionString: string; drop(): Promise<void> }> {
  const name = `infusebridge_test_${randomUUID().replaceAll('-', '')}`;
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`create database ${name}`);
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  return { connectionString: url.href, drop: () => administer(`drop database ${name} with (force)`) };
}

/** An opener for a suite: its `close` drops the database as well. */
export async function openFresh<T extends { close(): Promise<void> }>(
  connectionString: string,
  open: (connectionString: string) => Promise<T>,
): Promise<T> {
  const database = await freshDatabase(connectionString);
  const opened = await open(database.connectionString);
  return {
    ...opened,
    async close() {
      await opened.close();
      await database.drop();
    },
  };
}
