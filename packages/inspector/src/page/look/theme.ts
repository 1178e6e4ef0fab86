import type { MantineThemeOverride } from "@mantine/core";
import { Button, createTheme, Menu, Modal, Tooltip } from "@mantine/core";

const MONO =
  'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';
const SANS =
  'system-ui, -apple-system, "Segoe UI", Inter, Roboto, "Noto Sans", "DejaVu Sans", "Liberation Sans", sans-serif';

const ON_HOVER_AND_FOCUS = { hover: true, focus: true, touch: false };

/** The controls, as dense as those of an editor. Colours are in `look.css`. */
export const THEME: MantineThemeOverride = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  colors: {
    petrol: [
      "#eaf6fa",
      "#d3ebf3",
      "#a6d7e6",
      "#76c1d8",
      "#56b3cd",
      "#3a9fbc",
      "#2288a6",
      "#0f6d8a",
      "#0b5a73",
      "#07475c",
    ],
  },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  defaultRadius: 5,
  cursorType: "pointer",
  respectReducedMotion: true,
  fontSizes: { xs: "11.5px", sm: "12.5px", md: "13px", lg: "15px", xl: "18px" },
  components: {
    Button: Button.extend({
      defaultProps: { size: "compact-sm", radius: 5 },
      // Computed for the palette it would be white, which the light accent of the dark scheme does not bear.
      vars: (_theme, { variant = "filled" }) => ({
        root: variant === "filled" ? { "--button-color": "var(--bg)" } : {},
      }),
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, withArrow: false, fz: "xs", events: ON_HOVER_AND_FOCUS },
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-start" } }),
    // The page itself never scrolls, and the lock would need a style element of its own.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, radius: 8 } }),
  },
});
