// The case server, with the keys that a deployment sets.
import { createCaseServer } from "@mortise/testing";

const server = createCaseServer({ state: { keys: ["the same secret on every instance 01"] } });

export default { fetch: (request: Request): Promise<Response> => server.fetch(request) };
