// While a self-check is under way its progress is renewed; when it is done the page shows the result.
(() => {
  const renew = async () => {
    const box = document.getElementById("selfcheck-progress");
    if (!box?.dataset.underWay) return;
    const answer = await fetch(box.dataset.underWay).catch(() => null);
    if (answer?.ok) {
      const next = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
      if (!next?.dataset.underWay) return location.reload();
      box.replaceWith(next);
    }
    setTimeout(renew, 2000);
  };
  setTimeout(renew, 2000);
})();
