/** Makes a stream of parts that are already there. */
export function streamOf<Part>(parts: Iterable<Part>): ReadableStream<Part> {
  return new ReadableStream<Part>({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}
