import type { Environment } from "@mortise/protocol";
import { readEnvironment } from "@mortise/protocol";

/** The variables that platforms set which start an instance for a request or a few. */
const VARIABLES = ["AWS_LAMBDA_FUNCTION_NAME", "DENO_DEPLOYMENT_ID", "VERCEL"];

/**
 * Returns whether the next request of a client may reach another instance of this program, and this
 * instance may end at any time: on Cloudflare Workers, Vercel, AWS Lambda and Deno Deploy. Memory of
 * one request is then not there for the next.
 */
export function isTransientRuntime(environment: Environment = readEnvironment()): boolean {
  const { navigator, EdgeRuntime } = globalThis as {
    readonly navigator?: { readonly userAgent?: string };
    readonly EdgeRuntime?: unknown;
  };
  return (
    // The key of Cloudflare Workers among those of the WinterTC runtimes.
    navigator?.userAgent === "Cloudflare-Workers" ||
    EdgeRuntime !== undefined ||
    VARIABLES.some((name) => Boolean(environment[name]))
  );
}
