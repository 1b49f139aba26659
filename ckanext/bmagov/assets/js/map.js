/* A map by Leaflet: shapes that the server has kept small, popups with labels, places of the table on the map. */
this.ckan.module('bmagov-map', function () {
  'use strict';

  const MOST_COLOURS = 8;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function line(list, label, value) {
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = label;
    text.textContent = value;
    list.append(term, text);
  }

  return {
    options: { address: '', tiles: '', attribution: '' },

    initialize: function () {
      this.places = new Map();
      if (this.el[0].dataset.started) {  // CKAN starts a module again after parts of a page were swapped
        return;
      }
      this.el[0].dataset.started = 'yes';
      const noscript = this.el[0].querySelector('noscript');
      if (noscript) {
        noscript.remove();
      }
      fetch(this.options.address, { credentials: 'same-origin' })
        .then((response) => response.json())
        .then((answer) => this.draw(answer.result))
        .catch(() => this.fail());
    },

    fail: function () {
      const text = document.createElement('p');
      text.className = 'bmagov-map-failed';
      text.textContent = this._('The map could not be drawn. The table below holds the same places.');
      this.el[0].replaceChildren(text);
    },

    draw: function (shown) {
      const L = window.L;
      const box = this.el[0];
      this.scale = shown.scale;
      const map = L.map(box, { preferCanvas: true, attributionControl: Boolean(this.options.tiles), maxZoom: 19, zoomSnap: 0.25 });
      map.zoomControl.remove();
      L.control.zoom({ zoomInTitle: this._('Zoom in'), zoomOutTitle: this._('Zoom out') }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      if (this.options.tiles) {
        L.tileLayer(this.options.tiles, { attribution: this.options.attribution, maxZoom: 19 }).addTo(map);
        map.attributionControl.setPrefix(false);
      }
      const layer = L.geoJSON(shown.geojson, {
        style: (feature) => this.style(feature),
        pointToLayer: (feature, at) => this.point(feature, at),
        onEachFeature: (feature, part) => this.bind(feature, part, shown.keys)
      }).addTo(map);
      if (!this.options.tiles) {
        this.names = shown.districts.map((district) => this.write(map, district));
      }
      const ends = shown.bounds;
      map.fitBounds([[ends[1], ends[0]], [ends[3], ends[2]]], { padding: [16, 16], maxZoom: 16 });
      this.map = map;
      this.layer = layer;
      this.thin(map);
      map.on('zoomend', () => this.thin(map));
      this.offer();
      box.classList.add('bmagov-map-drawn');
    },

    /* Without tiles the names of districts say where one is. */
    /* Names that would stand over others wait until there is room. */
    thin: function (map) {
      const taken = [];
      (this.names || []).forEach((name) => {
        const at = map.latLngToContainerPoint(name.getLatLng());
        const isFree = taken.every((other) => Math.abs(other.x - at.x) > 72 || Math.abs(other.y - at.y) > 16);
        name.getElement().hidden = !isFree;
        if (isFree) {
          taken.push(at);
        }
      });
    },

    write: function (map, district) {
      const text = document.createElement('span');
      text.textContent = district.name;
      const icon = window.L.divIcon({ className: 'bmagov-map-district', html: text, iconSize: null });
      return window.L.marker([district.north, district.east], { icon: icon, interactive: false, keyboard: false }).addTo(map);
    },

    style: function (feature) {
      const group = feature.properties.c;
      if (group === undefined || group === null) {
        return { color: colour('--bmagov-green'), fillColor: colour('--bmagov-green'), weight: 2, fillOpacity: 0.3, fillRule: 'evenodd' };
      }
      const own = this.scale === 'numbers' ? `--bmagov-shade-${group}` : `--bmagov-map-${Math.min(group, MOST_COLOURS - 1)}`;
      const isLine = /Line/.test(feature.geometry.type);
      return { color: colour(isLine ? own : '--bmagov-ink'), fillColor: colour(own), weight: isLine ? 3 : 1, fillOpacity: 0.7, fillRule: 'evenodd' };
    },

    point: function (feature, at) {
      const L = window.L;
      const count = feature.properties.count;
      if (count === undefined) {
        return L.circleMarker(at, { ...this.style(feature), radius: 6, fillOpacity: 0.7 });
      }
      const radius = 6 + Math.min(18, 3 * Math.log10(count + 1) * 2);
      return L.circleMarker(at, { ...this.style(feature), radius: radius, fillOpacity: 0.5 })
        .bindTooltip(String(count), { permanent: false });
    },

    bind: function (feature, part, keys) {
      const own = feature.properties;
      if (own.n === undefined) {
        return;
      }
      this.places.set(String(own.n), part);
      part.bindPopup(() => {
        const list = document.createElement('dl');
        list.className = 'bmagov-map-popup';
        keys.forEach((key, place) => {
          if (own.v[place]) {
            line(list, key.label, own.v[place]);
          }
        });
        return list;
      }, { maxHeight: 260, maxWidth: 280 });
    },

    /* Buttons of the table lead to places: that is how a keyboard reaches them. */
    offer: function () {
      const beside = this.el[0].parentElement;
      beside.querySelectorAll('[data-bmagov-place]').forEach((button) => {
        const part = this.places.get(button.dataset.bmagovPlace);
        if (!part) {
          return;
        }
        button.hidden = false;
        button.nextElementSibling.hidden = true;
        button.addEventListener('click', () => {
          const at = part.getBounds ? part.getBounds().getCenter() : part.getLatLng();
          this.map.setView(at, Math.max(this.map.getZoom(), 14), { animate: false });
          part.openPopup(at);
          this.el[0].focus();
          this.el[0].scrollIntoView({ block: 'nearest' });
        });
      });
    },

    teardown: function () {
      if (this.map) {
        this.map.remove();
      }
    }
  };
});
