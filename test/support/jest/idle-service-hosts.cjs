/** Processes that wait for the service of the next story (child-process.ts), from one test file of this worker to the next. */
const idle = [];

exports.idleServiceHosts = idle;

/** For global-teardown.ts, where it runs in the same process: by the next run, what a service is made of may have been built anew. */
globalThis.endIdleServiceHosts = () => {
  for (const host of idle.splice(0)) host.kill();
};
