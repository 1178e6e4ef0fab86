import { createServer, image, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "charts", version: "1.0.0" }).tool(
  "draw_bars",
  {
    description: "Draw numbers as bars.",
    input: z.object({ values: z.array(z.number().min(0).max(100)).min(1).describe("e.g. 3, 14") }),
  },
  ({ values }) => {
    const bars = values.map(
      (value, at) =>
        `<rect x="${at * 30 + 10}" y="${110 - value}" width="22" height="${value}" fill="#0b607b"/>`,
    );
    const size = `width="${values.length * 30 + 12}" height="120"`;
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${bars.join("")}</svg>`;
    return [`${values.length} bars:`, image(new TextEncoder().encode(drawing), "image/svg+xml")];
  },
);

await serve(server);
export default server;
