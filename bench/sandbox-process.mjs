/** A sandbox in a process of its own, as anyone would start it, and a client that waits for each answer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './stage.mjs';

/** `crm` is the one of the two that `use` gets `call` and `control` of. */
export async function withSandbox(crm, parameters, use) {
  const command = [join(root, 'dist/src/cli/tandem.js'), 'sandbox', '--control', '--limits', 'none', '--json'];
  const child = spawn(process.execPath, [...command, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const exited = once(child, 'exit');
  try {
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([once(lines, 'line'), exited.then(() => Promise.reject(new Error('It ended')))]);
    const { url, token } = JSON.parse(line)[crm];
    const call = (method, path, body) => send(agent, { url, token, method, path, body });
    return await use({ call, control: (method, path, body) => call(method, `/_sandbox/${path}`, body) });
  } finally {
    agent.destroy();
    child.kill('SIGTERM');
    await exited;
  }
}

async function send(agent, { url, token, method, path, body }) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = request(url + path, { method, agent, headers });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, 'response');
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk;
  if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 500)}`);
  return text === '' ? undefined : JSON.parse(text);
}
