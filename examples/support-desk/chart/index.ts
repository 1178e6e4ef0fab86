export { drawBars } from "./draw-bars.ts";
export { encodePng } from "./encode-png.ts";
