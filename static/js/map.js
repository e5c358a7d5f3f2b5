// A map one may move, on a plain sheet: towns as words, points as circles. No tiles, nothing from outside.
const L = window.L;

function popup({ text, words, href }) {
  const box = document.createElement("div");
  const title = document.createElement(href ? "a" : "b");
  title.textContent = text;
  if (href) title.href = href;
  box.append(title);
  if (words) {
    const line = document.createElement("div");
    line.textContent = words;
    box.append(line);
  }
  return box;
}

function draw(frame, { towns, points }) {
  frame.hidden = false;
  const map = L.map(frame, { minZoom: 9, maxZoom: 15, zoomSnap: 0.5, zoomControl: false });
  map.fitBounds(L.latLngBounds([...towns, ...points].map(({ lat, lon }) => [lat, lon])).pad(0.12));
  L.control.zoom({ zoomInTitle: frame.dataset.zoomIn, zoomOutTitle: frame.dataset.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution("GeoNames");
  L.control.scale({ imperial: false }).addTo(map);
  for (const { text, lat, lon } of towns) {
    L.circleMarker([lat, lon], { radius: 3, stroke: false, fillColor: "#50586a", fillOpacity: 0.6, interactive: false })
      .bindTooltip(text, { permanent: true, direction: "bottom", className: "map-town" })
      .addTo(map);
  }
  for (const point of points) {
    const marker = L.circleMarker([point.lat, point.lon], {
      radius: 9 + 4 * Math.sqrt((point.count ?? 1) - 1),
      color: "#fff",
      weight: 2,
      fillColor: "#1f3f74",
      fillOpacity: 0.85,
    }).bindPopup(popup(point)).addTo(map);
    const shape = marker.getElement();
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "button");
    shape.setAttribute("aria-label", [point.text, point.words].filter(Boolean).join(" "));
    shape.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") marker.openPopup();
    });
  }
}

document.querySelectorAll("[data-map]").forEach(async (frame) => {
  const answer = await fetch(frame.dataset.map, { headers: { Accept: "application/json" } });
  if (answer.ok) {
    draw(frame, await answer.json());
    return;
  }
  frame.hidden = false;
  frame.className = "map-failed notice notice-indigo";
  frame.textContent = frame.dataset.failed;
});
