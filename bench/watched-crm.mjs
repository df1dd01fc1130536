/**
 * A thin proxy before the CRM that notes when the answer to a write passes, and what it says was written. By then the
 * write is committed and a read by id shows it, which the measure checks; polling for it would keep the sandbox busy and
 * could be no more exact than its pause.
 */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/**
 * @param written told, of each record that the answer names, its properties, its id and when the answer passed
 */
export async function watchCrm({ url }, written) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url: path } = incoming;
    const forwarded = request(`${url}${path}`, { method, headers, agent }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      const at = performance.now();
      const body = Buffer.concat(chunks);
      outgoing.writeHead(answer.statusCode, answer.headers).end(body);
      if (/\/batch\/(update|upsert)$/.test(path)) {
        for (const { id, properties } of JSON.parse(body.toString()).results) written({ id, properties, at });
      }
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.keepAliveTimeout = 60_000; // longer than any pause between two calls of a measure
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
