extension ShopReport {
    /// The styles of the page, which also contains the styles of the drawings (`SVG.style`). Prints are always light.
    static let style: HTML = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --rule: #d5dae0; \
        --raised: #f5f7f9; --link: #0b63a5; --good: #00714f; --open: #b84700; \
        --verified: #00714f; --tagged: #4fb893; --confirmed: #0b63a5; --review: #e0853f; --failed: #b3261e; --pending: #a9b1ba }
        @media screen and (prefers-color-scheme: dark) {
        :root { --paper: #0d1117; --ink: #e6edf3; --faint: #9da7b3; --rule: #30363d; \
        --raised: #161b22; --link: #5fb0f0; --good: #3fcb9f; --open: #f2965a; \
        --verified: #3fcb9f; --tagged: #1f7f61; --confirmed: #5fb0f0; --review: #d9803d; --failed: #f47067; --pending: #58616b }
        }
        * { box-sizing: border-box }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem }
        body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 48rem; background: var(--paper); color: var(--ink); \
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere }
        h1 { margin: 0; font-size: 1.75rem; line-height: 1.2 }
        h2 { margin: 0 0 .75rem; font-size: 1.3rem; line-height: 1.25 }
        h3 { margin: 1.5rem 0 .5rem; font-size: 1rem }
        p { margin: 0 0 .75rem }
        a { color: var(--link) }
        code { padding: .1em .3em; border-radius: 4px; background: var(--raised); font-size: .9em }
        section { margin-top: 2.75rem }
        .faint, footer, figcaption, caption { color: var(--faint) }
        span.faint { font-weight: 400 }
        .lead { font-size: 1.1rem }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0 }
        .tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: .75rem 1rem; \
        border: 1px solid var(--rule); border-radius: 8px }
        .tiles dt { color: var(--faint); font-size: .9rem; line-height: 1.3 }
        .tiles dd { margin: 0; font-size: 1.75rem; font-weight: 600; line-height: 1.3 }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; font-size: .95rem }
        nav a { display: inline-block; padding: .25rem 0 }
        .card { margin-bottom: 1rem; padding: .9rem 1rem .2rem; border: 1px solid var(--rule); border-left: 5px solid; \
        border-radius: 8px; background: var(--raised) }
        .card.good { border-left-color: var(--good) }
        .card.open { border-left-color: var(--open) }
        .verdict { margin-bottom: .25rem; font-size: 1.15rem; font-weight: 600 }
        .good .verdict { color: var(--good) }
        .open .verdict { color: var(--open) }
        .empty { padding: .9rem 1rem; border: 1px dashed var(--rule); border-radius: 8px; color: var(--faint) }
        .scroll { margin-bottom: 1rem; overflow-x: auto }
        table { width: 100%; border-collapse: collapse; font-size: .95rem; overflow-wrap: break-word }
        caption { padding-bottom: .5rem; text-align: left; font-size: .9rem }
        th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top }
        th:first-child { padding-left: 0 }
        th { font-weight: 400 }
        thead th { color: var(--faint); font-size: .9rem; vertical-align: bottom }
        tfoot th, tfoot td { border-bottom: 0; font-weight: 600 }
        .number { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums }
        .bar { display: flex; height: 1.1rem; margin-bottom: 1rem; border-radius: 5px; overflow: hidden; gap: 2px }
        .bar span { flex: 0 1 0; min-width: 2px }
        .meaning { display: block; color: var(--faint); font-size: .9em }
        .swatch { display: inline-block; width: .75em; height: .75em; margin-right: .5em; border-radius: 2px }
        .bar .verified, .swatch.verified { background: var(--verified) }
        .bar .tagged, .swatch.tagged { background: var(--tagged) }
        .bar .confirmed, .swatch.confirmed { background: var(--confirmed) }
        .bar .review, .swatch.review { background: var(--review) }
        .bar .failed, .swatch.failed { background: var(--failed) }
        .bar .pending, .swatch.pending { background: var(--pending) }
        .bar, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact }
        figure { margin: 0 0 1rem }
        figure svg { display: block; max-width: 100%; height: auto }
        figcaption { margin-top: .25rem; font-size: .9rem }
        .narrow { display: none }
        .multiples { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0 1rem }
        details { margin-bottom: .75rem }
        summary { margin-bottom: .5rem; color: var(--link); cursor: pointer }
        .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.6rem, 1fr)); gap: .75rem; margin: 0; \
        padding: 0; list-style: none; font-size: .85rem; line-height: 1.35 }
        .images img, .missing { display: block; width: 100%; aspect-ratio: 1; margin-bottom: .4rem; border-radius: 6px; \
        background: var(--raised); object-fit: contain }
        .missing { display: grid; place-items: center; border: 1px dashed var(--rule); color: var(--faint) }
        .images p { margin: 0 0 .2rem }
        /* A very long title, or many combining marks, must not cover other elements. */
        .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden }
        .roomy { grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem 1.5rem; font-size: .9rem }
        .roomy li { display: grid; grid-template-columns: 6rem 1fr; gap: .9rem; align-items: start }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .9rem }
        @media screen and (min-width: 34rem) { code { white-space: nowrap } }
        @media screen and (max-width: 34rem) {
        .wide { display: none }
        .narrow { display: block }
        h1 { font-size: 1.45rem }
        th, td { padding: .35rem .4rem }
        }
        @media print {
        nav, details { display: none }
        body { max-width: none; padding: 0; font-size: 10.5pt }
        .scroll { overflow: visible }
        h2, h3, caption { break-after: avoid }
        h2 + p, .bar { break-inside: avoid; break-after: avoid }
        figure, .scroll, tr, .card, .images li { break-inside: avoid }
        /* Browsers repeat a table footer on each printed page. */
        tfoot { display: table-row-group }
        a { color: inherit }
        }
        """
}
