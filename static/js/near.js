// "Near me": only when pressed, only to two decimals (about a kilometre), only into this page's own filter.
document.querySelectorAll("[data-near]").forEach((button) => {
  if (!navigator.geolocation || !window.isSecureContext) return;
  button.hidden = false;
  const words = button.querySelector("span");
  const form = button.closest("form");
  button.addEventListener("click", () => {
    words.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(2);
        form.elements.lon.value = coords.longitude.toFixed(2);
        if (form.elements.origin) form.elements.origin.value = "";  // a chosen town would be measured from instead
        form.requestSubmit();
      },
      () => { words.textContent = button.dataset.refused; },
      { timeout: 10000, maximumAge: 600000 },
    );
  });
});
