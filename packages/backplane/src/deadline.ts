import { MortiseError } from "@mortise/protocol";

/** Settles as `promise` does, or rejects with `CONNECTION_FAILED` where that takes longer than `ms`. */
export async function within<Value>(
  promise: Promise<Value>,
  ms: number,
  what: string,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new MortiseError("CONNECTION_FAILED", `${what} within ${ms} ms`));
  }, ms);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
