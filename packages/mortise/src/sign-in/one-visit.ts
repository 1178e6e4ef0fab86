import type { UserAgent, Visit, VisitRequest } from "@mortise/auth";

/** Resolves when the visit before has ended; a terminal has room for one question. */
let lastVisit: Promise<void> = Promise.resolve();

/** Sends the user to one page after the other, where several servers ask for a sign-in at once. */
export class OneVisit implements UserAgent {
  readonly #userAgent: UserAgent;

  constructor(userAgent: UserAgent) {
    this.#userAgent = userAgent;
  }

  /** Waits for the visits before, and begins one. */
  async visit(request: VisitRequest): Promise<Visit> {
    const before = lastVisit;
    const { promise, resolve: leave } = Promise.withResolvers<void>();
    // A visit that is given up while it waits lets no later one go ahead of those before it.
    lastVisit = before.then(() => promise);
    try {
      await untilFree(before, request.signal);
      const visit = await this.#userAgent.visit(request);
      return {
        redirectUri: visit.redirectUri,
        authorize: (page) => visit.authorize(page),
        [Symbol.asyncDispose]: async () => {
          try {
            await visit[Symbol.asyncDispose]();
          } finally {
            leave();
          }
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }
}

async function untilFree(before: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason);
  signal.addEventListener("abort", give, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.race([before, promise]);
  } finally {
    signal.removeEventListener("abort", give);
  }
}
