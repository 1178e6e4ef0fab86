import { PassThrough } from "node:stream";

/** The type by which Lambda knows that a head precedes the body. */
const WITH_HEAD = "application/vnd.awslambda.http-integration-response";

/** The stream that the runtime of Lambda gives to a handler that streams. */
export class ResponseStream extends PassThrough {
  contentType: string | undefined;

  constructor() {
    // Chunks stay as they were written.
    super({ readableObjectMode: true });
  }

  setContentType(type: string): void {
    this.contentType = type;
  }
}

/**
 * The global of Lambda's runtime for Node: a stream begins with the head in JSON and eight zero bytes, which
 * the function URL takes off.
 */
export const awslambda = {
  streamifyResponse: <Handler>(handler: Handler): Handler => handler,
  HttpResponseStream: {
    from: (stream: ResponseStream, head: unknown): ResponseStream => {
      stream.setContentType(WITH_HEAD);
      stream.write(JSON.stringify(head));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};

/** Reads a stream as a function URL does, and resolves with the response when its head is there. */
export async function readResponse(stream: ResponseStream): Promise<Response> {
  const chunks = stream[Symbol.asyncIterator]();
  let text = "";
  while (!text.includes("\0".repeat(8))) {
    const { value, done } = await chunks.next();
    if (done) throw new Error(`The stream ended before its head: ${text}`);
    text += value.toString("latin1");
  }
  if (stream.contentType !== WITH_HEAD) throw new Error(`It has the type ${stream.contentType}`);
  const [head = "", rest = ""] = text.split("\0".repeat(8));
  const { statusCode, headers } = JSON.parse(head);
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from(rest, "latin1")),
    pull: async (controller) => {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { status: statusCode, headers });
}
