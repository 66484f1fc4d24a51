// "Use my location": asks the browser only when the button is pressed, never on load.

// Three decimals are about 100 metres: near enough to rank by distance, and less than an address.
const DECIMALS = 3;
const PATIENCE_MS = 10_000;

const MESSAGES = {
  asking: "Finding where you are…",
  found: "We have filled in where you are, to about 100 metres.",
  refused: "Your browser did not share your location. Enter a postcode or a place instead.",
  failed: "We could not find where you are. Enter a postcode or a place instead.",
};

/** Shows the button where the browser can locate, and wires it to its box and its status line. */
export function offerLocation(button) {
  const box = document.getElementById(button.dataset.locate);
  const status = document.getElementById(`${button.dataset.locate}-status`);
  if (!("geolocation" in navigator) || !box || !status) return;

  const found = ({ coords }) => {
    box.value = `${coords.latitude.toFixed(DECIMALS)}, ${coords.longitude.toFixed(DECIMALS)}`;
    status.textContent = MESSAGES.found;
  };
  const failed = (error) => {
    status.textContent = error.code === error.PERMISSION_DENIED ? MESSAGES.refused : MESSAGES.failed;
    box.focus();
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = MESSAGES.asking;
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: PATIENCE_MS, maximumAge: 60_000 });
  });
}
