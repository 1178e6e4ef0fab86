import { ErrorCode, ProtocolError, parseMessage, UriTemplate } from "@mortise/protocol";

const message = parseMessage('{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
const template = new UriTemplate("customers://{id}/notes");
const variables = template.match("customers://C-1042/notes");
const error = new ProtocolError(ErrorCode.InvalidParams, "No such customer");

process.stdout.write(`${JSON.stringify({ message, variables, code: error.code })}\n`);
