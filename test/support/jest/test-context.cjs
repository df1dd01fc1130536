/**
 * Which test runs now, for jest: an error that nobody awaits is told with its test. Jest keeps it in an `AsyncLocalStorage` for each
 * test file, which can tell concurrent tests apart, and which Node before 24 asks at every promise, timer and socket, from then
 * to the end of the worker. After a hundred files that was a third of the processor's time (Node 20.20, Jest 30.5, 2026-11).
 * Tests of ours run one after the other, so that a variable will do.
 */
const asyncHooks = require('node:async_hooks');

const { AsyncLocalStorage } = asyncHooks;

/** What jest uses of an `AsyncLocalStorage`. */
class OneAtATime {
  run(context, work) {
    const before = this.context;
    const restore = () => {
      this.context = before;
    };
    this.context = context;
    return work().finally(restore);
  }

  getStore() {
    return this.context;
  }
}

/** Before jest loads its runner of tests into the context of a test file. */
exports.giveToRunner = () => {
  asyncHooks.AsyncLocalStorage = OneAtATime;
};

/** Before the test file itself is loaded: what it tests has Node's own. */
exports.giveToTests = () => {
  asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
};
