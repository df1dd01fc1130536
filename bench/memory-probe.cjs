/**
 * Loaded into the service before its own code (node --expose-gc --require): collects what is garbage and tells what
 * memory is left, when it is asked to. The service itself is the built one, unchanged.
 */
process.on('message', () => {
  for (let pass = 0; pass < 3; pass += 1) globalThis.gc();
  // The allocator gives pages back a moment after the collection.
  setTimeout(() => {
    process.send({ ...process.memoryUsage(), highest: process.resourceUsage().maxRSS * 1024 });
  }, 200);
});
process.channel.unref();
