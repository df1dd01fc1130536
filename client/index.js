/** Typed client of the Tandem API: openapi-fetch, told where the service is and who calls. See index.d.ts and README.md. */
const { default: createClient } = require('openapi-fetch');

exports.createTandemClient = ({ url, apiKey, ...options }) =>
  createClient({ ...options, baseUrl: url, headers: { ...options.headers, authorization: `Bearer ${apiKey}` } });
