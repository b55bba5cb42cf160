// How a control gets its name: by the label of its input block, else by its placeholder or the text beside it.

import { plain } from "../text/objects.js";

/** Attributes for one control. */
export function named(element, naming, fallback) {
  if (naming.id) {
    return {
      id: naming.id,
      "aria-describedby": naming.describedBy,
      "aria-required": naming.required ? "true" : null,
    };
  }
  return { "aria-label": plain(element.placeholder) || naming.label || fallback };
}
