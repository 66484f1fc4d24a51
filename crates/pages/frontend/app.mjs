// What script adds to pages that already work without it: focus on the error summary and the
// skip link's target (govuk-frontend), and the "use my location" button.

import { createAll, ErrorSummary, SkipLink } from "govuk-frontend";
import { offerLocation } from "./locate.mjs";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

createAll(ErrorSummary);
createAll(SkipLink);

for (const button of document.querySelectorAll("[data-locate]")) {
  offerLocation(button);
}
