/** Jest's environment for Node, without what costs more with each test file that a worker runs. */
const { TestEnvironment } = require('jest-environment-node');
const { idleServiceHosts } = require('./idle-service-hosts.cjs');
const { forgetImporters } = require('./kept-scripts.cjs');
const { giveToRunner, giveToTests } = require('./test-context.cjs');

module.exports = class extends TestEnvironment {
  constructor(...given) {
    super(...given);
    forgetImporters();
    giveToRunner();
    this.global.idleServiceHosts = idleServiceHosts;
  }

  handleTestEvent({ name }) {
    if (name === 'setup') giveToTests();
  }
};
