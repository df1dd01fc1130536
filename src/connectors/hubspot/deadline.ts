/**
 * Ends a call that will not end itself: at its deadline, wherever it is (waiting for a socket, for the headers, for the
 * rest of a body that drips), and at once when the connection closes within the answer. Client 13.5.0 has neither
 * timeout nor abort signal, and the node-fetch 2 below it waits for ever for the rest of a body whose connection is
 * gone, unless that body is chunked. But it takes an agent per call, and an agent is handed the request when it leaves.
 * An agent's own `timeout` would not do: it counts silence, and a server that sends a byte a second is never silent.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';

/** `addRequest` is how node:http hands a request to its agent; the published types leave it out. */
type HandingAgent = Agent & { addRequest(request: ClientRequest, options: unknown): void };

class CutOff extends Error {
  constructor(
    readonly code: 'DEADLINE' | 'PREMATURE_CLOSE',
    message: string,
  ) {
    super(message);
    this.name = 'CutOff';
  }
}

/**
 * Runs `work` with an agent that shares the sockets of `shared`. Rejects with an error whose `code` is `DEADLINE` when
 * the time is up, and by then has destroyed every request that `work` had sent through the agent.
 */
export async function underDeadline<T>(
  shared: Agent,
  deadlineMs: number,
  work: (agent: Agent) => Promise<T>,
): Promise<T> {
  const sent: ClientRequest[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        const late = new CutOff('DEADLINE', `no complete answer within ${deadlineMs} ms`);
        reject(late); // before the requests are destroyed: their ends are news too, and the first news counts
        for (const request of sent) request.destroy(late);
      }, deadlineMs);
      const agent = watching(shared, (request) => {
        sent.push(request);
        request.once('response', (response: IncomingMessage) =>
          response.once('close', () => {
            if (!response.complete) reject(new CutOff('PREMATURE_CLOSE', 'the connection closed within the answer'));
          }),
        );
      });
      work(agent).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** An agent that tells of each request before it hands it on. */
function watching(shared: Agent, tell: (request: ClientRequest) => void): Agent {
  const agent = Object.create(shared) as HandingAgent;
  agent.addRequest = (request, options) => {
    tell(request);
    (shared as HandingAgent).addRequest(request, options);
  };
  return agent;
}
