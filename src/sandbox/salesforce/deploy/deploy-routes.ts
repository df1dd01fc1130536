/** `metadata/deployRequest`: deploys by REST, as jsforce's `deployRest` sends them (Metadata API guide). */
import { partsOf } from '../bulk/multipart';
import { asObject, objectOf } from '../http/json-body';
import type { Answer, Call, Route } from '../http/route';
import { refused } from '../org/refused';
import { alreadyCompleted, notValidated, optionsOf, unknownDeploy } from './deploy-operations';
import { deployResult, pendingResult } from './deploy-view';
import type { Deployment } from './deployment';
import type { Deployments } from './deployments';

const BASE = '/services/data/v:version/metadata/deployRequest';

export function deployRoutes(deployments: Deployments): Route[] {
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path: `${BASE}${path}`,
    handle,
  });
  return [
    route('POST', '', (call) => create(deployments, call)),
    route('GET', '/:id', (call) => {
      const deployment = known(deployments, call.params.id);
      const withDetails = call.query.get('includeDetails') === 'true';
      return { status: 200, body: view(deployment, deployResult(deployments.org, deployment, withDetails)) };
    }),
    // Cancels; the status of the refusal is unverified.
    route('PATCH', '/:id', (call) => {
      known(deployments, call.params.id);
      throw refused(400, ...alreadyCompleted);
    }),
  ];
}

function create(deployments: Deployments, call: Call): Answer {
  const type = call.headers['content-type'] ?? '';
  const deployment = type.startsWith('multipart/form-data')
    ? deployParts(deployments, call, type)
    : deployValidated(deployments, call);
  return { status: 201, body: view(deployment, pendingResult(deployment)) };
}

function deployParts(deployments: Deployments, call: Call, type: string): Deployment {
  // One character for each byte, and back: a zip is no text.
  const parts = partsOf((call.bytes ?? Buffer.from(call.body)).toString('latin1'), type);
  const [content, zip] = [parts?.get('entity_content'), parts?.get('file')];
  // The code and the text are unverified.
  if (content === undefined || zip === undefined)
    throw refused(400, 'INVALID_MULTIPART_REQUEST', 'The parts must be entity_content and file');
  const { deployOptions = {} } = objectOf({ body: Buffer.from(content, 'latin1').toString('utf8') });
  return deployments.deploy(Buffer.from(zip, 'latin1'), optionsOf(asObject(deployOptions)), call.caller.userId);
}

function deployValidated(deployments: Deployments, call: Call): Deployment {
  const validated = known(deployments, objectOf(call).validatedDeployRequestId);
  const made = deployments.deployValidated(validated, call.caller.userId);
  if (made === undefined) throw refused(400, ...notValidated);
  return made;
}

function known(deployments: Deployments, id: unknown): Deployment {
  const found = typeof id === 'string' ? deployments.get(id) : undefined;
  // The status is unverified.
  if (found === undefined) throw refused(404, ...unknownDeploy);
  return found;
}

function view({ id, options }: Deployment, result: unknown): unknown {
  return { id, deployOptions: options, deployResult: result };
}
