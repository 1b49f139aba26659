// Does what core's templates do in inline handlers and javascript: addresses, which the pages' policy does not run.
(function ($) {
  'use strict';

  const MULTIPLE = /^javascript:MultipleText\.multiple_add\('([\w-]+)'\)/;

  function check(id) {
    const box = document.getElementById(id);
    if (box) {
      box.checked = true;
    }
  }

  function focus(id) {
    const field = document.getElementById(id);
    if (field) {
      field.focus();
    }
  }

  // Before other listeners, so that the browser never follows such an address; they still run.
  document.addEventListener('click', function (event) {
    const link = event.target.closest && event.target.closest('a[href^="javascript:"]');
    if (!link) {
      return;
    }
    event.preventDefault();
    const field = MULTIPLE.exec(link.getAttribute('href'));
    if (field && window.MultipleText) {
      window.MultipleText.multiple_add(field[1]);
    }
  }, true);

  // File, link or table of a resource.
  $(document).on('click', '#resource-upload-button', function () {
    check('resource-url-upload');
    document.getElementById('field-resource-upload').click();
  });
  $(document).on('click', '#resource-link-button', function () {
    check('resource-url-link');
    focus('field-resource-url');
  });
  $(document).on('click', '#resource-table-designer-button', function () {
    check('resource-url-table-designer');
  });
  $(document).on('click', '.resource-upload-field .btn-remove-url', function () {
    const part = $(this).closest('.select-type');
    if ($(this).closest('.upload-type').find('input[type=file]').length === 0 && $('#field-clear-upload').length &&
        $(this).closest('.upload-type').length) {
      check('field-clear-upload');
      focus('field-resource-upload');
      return;
    }
    check('resource-url-none');
    focus($('#resource-upload-button').length ? 'resource-upload-button' : 'resource-link-button');
    part.find('#field-resource-url, #field-resource-upload').val('');
  });

  // Tokens of the API: the button is for those that are ticked.
  function tell() {
    $('#revoke-tokens-button').prop('disabled', $('#api-tokens-table [name=token]:checked').length === 0);
  }
  $(document).on('change', '#api-tokens-table [name=token]', tell);
  document.body.addEventListener('htmx:afterRequest', tell);
  document.body.addEventListener('htmx:afterSettle', function (event) {
    const made = event.target.closest && event.target.closest('[data-bmagov-made]');
    const row = made && document.getElementById(made.dataset.bmagovMade);
    if (row) {
      row.scrollIntoView(false);
    }
  });

  // Core names the button of an alert before it has the messages of the reader's language.
  $(function () {
    $('.flash-messages .btn-close').attr('aria-label', document.body.dataset.bmagovDismiss);
  });

  // The column that a view of a table always shows.
  $(document).on('click', '#field-show_fields_1[readonly]', function (event) {
    event.preventDefault();
  });
})(window.jQuery);
