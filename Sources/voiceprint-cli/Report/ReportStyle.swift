/// The look of reports, light and dark. Text has at least 4.5 times the luminance of its background or the
/// reverse, lines 3 times; nothing is told by colour alone.
enum ReportStyle {
  /// Colours by their use.
  static let colours = """
    :root{color-scheme:light dark;--paper:#fff;--page:#f4f5f7;--ink:#1b1f24;--soft:#57606a;--rule:#d8dee4;\
    --grid:#e6e9ed;--curve:#1a5fb4;--band:#1a5fb4;--ideal:#57606a;--target:#0b6e4f;--nontarget:#b3470b;\
    --threshold:#8b1a5c;--accent:#1a5fb4}
    @media (prefers-color-scheme:dark){:root{--paper:#171b21;--page:#0e1116;--ink:#e8ecf1;--soft:#a3adb8;\
    --rule:#313842;--grid:#262c35;--curve:#7ab7ff;--band:#7ab7ff;--ideal:#a3adb8;--target:#5fd3a6;\
    --nontarget:#ffab70;--threshold:#ff9bd0;--accent:#7ab7ff}}

    """

  /// Shapes of drawings.
  static let drawings = """
    .plot{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;display:block;\
    width:100%;height:auto}
    .plot path{fill:none;stroke-linejoin:round}.plot text{fill:var(--ink)}
    .plot .paper{fill:var(--paper)}.plot .grid{stroke:var(--grid);stroke-width:1}
    .plot .axis{stroke:var(--soft);stroke-width:1}.plot text.tick{fill:var(--soft);font-size:11px}
    .plot text.label{font-size:12.5px;font-weight:600}.plot text.note{font-size:12px}
    .plot .diagonal{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 4}
    .plot .curve{stroke:var(--curve);stroke-width:2.2}.plot path.band{fill:var(--band);fill-opacity:.16}
    .plot .band-line{stroke:var(--band);stroke-width:11;stroke-opacity:.2}
    .plot .ideal{stroke:var(--ideal);stroke-width:1.8;stroke-dasharray:6 4}
    .plot .target-line{stroke:var(--target);stroke-width:2}
    .plot .nontarget-line{stroke:var(--nontarget);stroke-width:2;stroke-dasharray:5 2}
    .plot path.target-area{fill:var(--target);fill-opacity:.2}
    .plot path.nontarget-area{fill:var(--nontarget);fill-opacity:.2}
    .plot .threshold{stroke:var(--threshold);stroke-width:1.6;stroke-dasharray:1 3;stroke-linecap:round}
    .plot path.mark-cost,.plot path.mark-threshold,.plot .mark-equal{stroke:var(--paper);stroke-width:1.5}
    .plot .mark-equal{fill:var(--ink)}.plot path.mark-cost{fill:var(--nontarget)}
    .plot path.mark-threshold{fill:var(--threshold)}
    .plot [class^=turn]{fill:var(--curve);stroke:var(--curve);stroke-width:.6}.plot path.silence{fill:var(--rule)}
    .plot .turn-1{fill-opacity:.12}.plot .turn-2{fill-opacity:.3}.plot .turn-3{fill-opacity:.5}
    .plot .turn-4{fill-opacity:.72}.plot .turn-5{fill-opacity:1}
    .plot .dot{fill:var(--curve);fill-opacity:.5}.plot .limit{stroke:var(--threshold);stroke-width:1.4;\
    stroke-dasharray:5 4}.plot .bias{stroke:var(--threshold);stroke-width:2}
    .plot [class^=cell]{fill:var(--curve);stroke:var(--rule);stroke-width:1}.plot path.cell-0{fill-opacity:0}
    .plot path.cell-1{fill-opacity:.1}.plot path.cell-2{fill-opacity:.2}.plot path.cell-3{fill-opacity:.3}
    .plot path.cell-4{fill-opacity:.42}.plot text.count{font-size:17px;font-weight:600}
    .plot .left-line{stroke:var(--curve);stroke-width:2}.plot .right-line{stroke:var(--nontarget);stroke-width:2;\
    stroke-dasharray:6 3}.plot .left-swatch{stroke:var(--curve);stroke-width:9}\
    .plot .right-swatch{stroke:var(--nontarget);stroke-width:9}
    .plot [class^=left-bar]{fill:var(--curve);stroke:var(--curve);stroke-width:.8}
    .plot [class^=right-bar]{fill:var(--nontarget);stroke:var(--nontarget);stroke-width:.8}
    .plot path.left-bar-0,.plot path.right-bar-0{fill-opacity:.06}.plot path.left-bar-1,.plot path.right-bar-1{fill-opacity:.3}
    .plot path.left-bar-2,.plot path.right-bar-2{fill-opacity:.6}.plot path.left-bar-3,.plot path.right-bar-3{fill-opacity:1}

    """

  /// Everything else on a page.
  static let page = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",\
    Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
    main,header,footer{max-width:76rem;margin:0 auto;padding:0 1.5rem}
    header{padding-top:2.5rem}h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em}
    h2{font-size:1.25rem;margin:2.6rem 0 .8rem}h3{font-size:1rem;margin:0 0 .6rem}
    p{margin:.3rem 0;max-width:70ch}.soft,figcaption,footer{color:var(--soft)}
    code{font:.86em/1.5 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
    .figures{display:grid;grid-template-columns:repeat(3,1fr);gap:.9rem;margin:1.6rem 0 0;\
    padding:0;list-style:none}
    .figures li,.sheet{background:var(--paper);border:1px solid var(--rule);border-radius:.7rem}
    .figures li{padding:.9rem 1.1rem 1rem}.figures b{display:block;font-size:1.7rem;line-height:1.25;font-weight:650}
    .figures span{display:block;font-size:.85rem;color:var(--soft)}.figures .name{color:var(--ink);font-weight:600}
    .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.2rem}
    figure{margin:0;padding:1.1rem 1.2rem 1rem}figcaption{font-size:.88rem;line-height:1.45;margin-top:.4rem}
    .sheet+.sheet,.plots+.sheet{margin-top:1.1rem}.plots .sheet{margin:0}.scroll{overflow-x:auto;padding:1rem 1.2rem}
    table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left;font-weight:600;padding:0 0 .5rem}
    th,td{padding:.36rem .7rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
    thead th{color:var(--soft);font-weight:600;font-size:.84rem;vertical-align:bottom}
    tbody th{font-weight:500}th:first-child,td:first-child{text-align:left;padding-left:0}
    th:last-child,td:last-child{padding-right:0}tbody tr:last-child>*{border-bottom:0}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.4rem;margin:0;padding:1rem 1.2rem;font-size:.92rem}
    dt{color:var(--soft)}dd{margin:0;min-width:0;overflow-wrap:anywhere}
    details>summary{cursor:pointer;padding:.8rem 1.2rem;font-weight:600}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:.3rem}
    footer{padding:2rem 1.5rem 3rem;font-size:.88rem}
    @media (max-width:52rem){.figures{grid-template-columns:repeat(2,1fr)}}
    @media (max-width:30rem){.figures{grid-template-columns:1fr}}
    @media (max-width:34rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}main,header,footer{padding-left:1rem;padding-right:1rem}}
    @media print{body{background:none}.sheet,.figures li{break-inside:avoid}}

    """
}
