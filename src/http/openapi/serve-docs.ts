/** The document at `/docs/openapi.json`, and a page to read and try it at `/docs`. Open to everybody: it says nothing of anyone. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openApiDocument } from './document';

/**
 * The page loads from here alone and asks here alone. Styles in attributes are what its pictures bring along. (The page's
 * own policy names hosts of others, and `upgrade-insecure-requests`, by which a browser asks a service without TLS over
 * https and shows nothing.)
 */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export async function serveDocs(app: NestFastifyApplication): Promise<void> {
  const text = JSON.stringify(openApiDocument());
  const sendDocument = (reply: FastifyReply): FastifyReply => reply.type('application/json').send(text);
  await app.register(swagger as never, { mode: 'static', specification: { document: JSON.parse(text) as object } });
  await app.register(swaggerUi as never, {
    routePrefix: '/docs',
    staticCSP: pagePolicy,
    theme: { title: 'Tandem API' },
    logo: null,
    uiConfig: {
      layout: 'BaseLayout', // without a bar that loads documents from elsewhere
      docExpansion: 'list',
      tryItOutEnabled: true,
      persistAuthorization: false,
      validatorUrl: null,
    },
    uiHooks: {
      onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
        // `curl -H 'accept: application/json' …/docs` asks for the document, a browser for the page.
        if (/^\/docs\/?$/.test(request.url) && request.headers.accept?.startsWith('application/json')) {
          await sendDocument(reply);
        }
      },
    },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .get('/docs/openapi.json', (_request, reply) => sendDocument(reply));
}
