/**
 * Returns a `fetch` for a client whose server is `answer` in the same process.
 *
 * Aborts as the platform's `fetch` does: the call rejects, and reading a response that has begun rejects
 * too.
 */
export function fetchInProcess(answer: (request: Request) => Promise<Response>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      const { body, status, headers } = await Promise.race([answer(request), aborted]);
      const read = body?.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal });
      return new Response(read ?? null, { status, headers });
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };
}
