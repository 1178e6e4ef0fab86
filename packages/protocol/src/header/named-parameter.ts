/** The methods whose `Mcp-Name` is required, with the parameter that it mirrors. */
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
]);

/**
 * Names the parameter that the `Mcp-Name` header mirrors; `undefined` for methods that need none
 * (2026-07-28, Streamable HTTP, Standard Request Headers).
 */
export function namedParameter(method: string): string | undefined {
  return PARAMETERS.get(method);
}
