use super::*;

fn images(page: &str) -> Vec<Image> {
    Notes::read(page).images
}

fn language(name: &str, page: &str) -> Lang {
    Notes::read(page).lang(name)
}

/// The local files of a page.
fn files(page: &str) -> Vec<String> {
    images(page).into_iter().filter_map(|image| image.file.ok()).collect()
}

/// Why each of the others is skipped.
fn skipped(page: &str) -> Vec<(String, Skip)> {
    images(page).into_iter().filter_map(|image| Some((image.spelled, image.file.err()?))).collect()
}

#[test]
fn the_page_of_the_notes_uses_eleven_pictures_and_a_placeholder_for_a_cover() {
    let page = r#"---
title: "流匹配与扩散模型"
# aliases: ["/first"]
cover:
    image: "<image path/url>" # image path/url
    alt: "<alt text>" # alt text
editPost:
    URL: "https://cspaulia.github.io/cspaulia-blog/content/"
---

采样 $z \sim p_{data}(\cdot | y)$ 如下：

{{< alert type="warning" title="注意" >}}
我们并不知道实际的概率密度
{{< /alert >}}

<img src="Bao.jpg" alt="Baobao" width="300"/>

<dl class="definition-list">
  <dt>轨迹（Trajectory）</dt>
  <dd>
    <span class="math">$X: [0, 1] \to \mathbb{R}^d, t \mapsto X_t$
  </dd>
</dl>

<img src="Traj.png" alt="Trajectory" width="300"/>
<img src="vector_field.png" alt="Vector Field" width="300"/>
<img src="ode.png" alt="ODE" width="300"/>
<img src="flow_process.png" alt="Flow Process" width="80%"/>
<img src="flow.gif" alt="Flow" width="300"/>

> **线性 ODE：**
> $$ \phi_t(x) = x e^{-\theta t} $$
>
> <img src="linear_ode_trajectories.png" alt="Linear ODE Trajectories" width=80%/>

| 5: $~~~~$令 $X_{t+h} = X_t + h \cdot u_{t}(X_t)$ |

<img src="flow_distribution.gif" alt="Flow Distribution" width="300"/>
<img src="stochastic_traj.png" alt="Stochastic Process" width="300"/>
<img src="linear_ode_euler_trajectories.png" width="300"/>
<img src="linear_sde_euler_trajectories.png" alt="Linear SDE Trajectories" width=80%/>
"#;
    let expected = [
        "Bao.jpg",
        "Traj.png",
        "vector_field.png",
        "ode.png",
        "flow_process.png",
        "flow.gif",
        "linear_ode_trajectories.png",
        "flow_distribution.gif",
        "stochastic_traj.png",
        "linear_ode_euler_trajectories.png",
        "linear_sde_euler_trajectories.png",
    ];
    assert_eq!(files(page), expected);
    assert_eq!(skipped(page), [("<image path/url>".to_string(), Skip::Placeholder)]);
    assert_eq!(language("notes.md", page), Lang::Zh);
}

#[test]
fn an_img_tag_is_read_in_any_dress() {
    for tag in [
        r#"<img src="a.png">"#,
        "<img src='a.png'/>",
        "<img src=a.png>",
        "<img src=a.png/>",
        "<IMG WIDTH=3 SRC = 'a.png'  ALT=x>",
        "<img\n  alt=\"a > b\"\n  src=\"a.png\"\n/>",
        "> text\n> <img\n>   src=\"a.png\"\n> />",
        "<p align=center><img data-src=\"b.png\" hidden src=\"./a.png\"></p>",
        "| one |\n|---|\n| <img src=\"a.png?raw=true#center\"> |",
        "- item\n\n      <!-- -->\n  <img alt='' src=a.png>",
    ] {
        assert_eq!(files(tag), ["a.png"], "{tag}");
    }
    assert_eq!(files("<image src='a.png'> <imgx src='a.png'> < img src='a.png'> <img alt='src=a.png'>"), [""; 0]);
    assert_eq!(files("<img src=\"a&amp;b.png\">"), ["a&b.png"]);
}

#[test]
fn a_markdown_image_is_read_in_any_dress() {
    for image in [
        "![](a.png)",
        "![alt *text*](a.png \"a title\")",
        "![alt](<a.png> 'title')",
        "![alt][ref]\n\n[ref]: a.png \"title\"",
        "![ref]\n\n[REF]: <a.png>",
        "[![alt](a.png)](https://example.org)",
        "> - ![alt](./a.png)",
    ] {
        assert_eq!(files(image), ["a.png"], "{image}");
    }
    assert_eq!(
        files("![](my%20traj.png) ![](<my flow.png>) ![](100%.png)"),
        ["my traj.png", "my flow.png", "100%.png"]
    );
    assert_eq!(files("[no image](a.png) \\![](a.png) ![open](a.png"), ["a.png"; 0]);
}

#[test]
fn a_shortcode_is_read_in_any_dress() {
    for code in [
        r#"{{< figure src="a.png" >}}"#,
        "{{<figure alt=\"x >}} y\" src='a.png'>}}",
        "{{% img class=wide src=`a.png` %}}",
        "{{< img \"a.png\" \"caption\" >}}",
        "{{< img a.png >}}",
        "{{< figure\n  src=\"a.png\"\n  caption=\"src=b.png\"\n/>}}",
    ] {
        assert_eq!(files(code), ["a.png"], "{code}");
    }
    for other in [
        "{{</* figure src=\"a.png\" */>}}",
        "{{< alert title=\"a.png\" >}}",
        "{{< figure link=\"a.png\" >}}",
        "{{< /figure >}}",
    ] {
        assert_eq!(images(other), [], "{other}");
    }
}

#[test]
fn the_cover_is_read_from_yaml_and_from_toml() {
    for front in [
        "---\ncover:\n  image: \"a.png\" # comment\n  alt: x\n---\n",
        "---\r\ntitle: x\r\ncover:   # the cover\r\n    alt: image\r\n    image: a.png\r\n---\r\n",
        "\u{feff}---\ncover: {alt: \"image: b.png, c\", image: 'a.png'}\n---\n",
        "---\ncover: a.png\n---\n",
        "+++\n[cover]\nimage = \"a.png\"\n+++\n",
        "+++\ncover.image = 'a.png'\n+++\n",
        "+++\ncover = { image = \"a.png\", alt = \"x\" }\n+++\n",
    ] {
        assert_eq!(files(front), ["a.png"], "{front}");
    }
    for front in [
        "---\n# cover:\n#   image: a.png\n---\n",
        "---\nother:\n  image: a.png\n---\n",
        "+++\n[cover]\n[other]\nimage = \"a.png\"\n+++\n",
        "---\ncover: true\nhero: Welcome\n---\n",
        "text\n\n---\ncover:\n  image: a.png\n---\n",
    ] {
        assert_eq!(images(front), [], "{front}");
    }
}

#[test]
fn a_front_matter_that_cannot_be_read_is_named_and_hides_its_cover_alone() {
    for front in ["---\ntitle: a: b\ncover: c.png\n---\n", "+++\ntitle =\ncover = \"c.png\"\n+++\n"] {
        let notes = Notes::read(&format!("{front}\n![](a.png)\n"));
        let (line, why) = notes.fault.unwrap();
        assert!(line == 2 && why.starts_with("no "), "{line}: {why}");
        assert_eq!(notes.images.iter().map(|image| image.spelled.as_str()).collect::<Vec<_>>(), ["a.png"]);
    }
    assert_eq!(Notes::read("---\ntitle: \"a: b\"\n---\n").fault, None);
}

#[test]
fn what_markdown_shows_as_text_is_no_image() {
    let quote_in_quote = "> text\n> <img\n>   src=\"a.png\"\n> >";
    for text in [quote_in_quote, "\\<img src=a.png>", "<img src=\"a.png\"width=3>", "&lt;img src=a.png>"] {
        assert_eq!(images(text), [], "{text}");
    }
    assert_eq!(files("<img src=\"&#x61;.png\">"), ["a.png"]);
}

#[test]
fn what_is_no_file_beside_the_page_is_skipped_with_its_reason() {
    for (address, why) in [
        ("https://example.org/a.png", Skip::Address),
        ("//example.org/a.png", Skip::Address),
        ("data:image/png;base64,AAAA", Skip::Address),
        ("/img/a.png", Skip::Absolute),
        ("%2Fimg/a.png", Skip::Absolute),
        (r"\img\a.png", Skip::Absolute),
        ("C%3A/img/a.png", Skip::Absolute),
        ("@site/static/a.png", Skip::Absolute),
        ("~/a.png", Skip::Absolute),
        ("img/*.png", Skip::Placeholder),
        ("../a.png", Skip::Outside),
        ("img/../../a.png", Skip::Outside),
        (r"..\a.png", Skip::Outside),
        ("%2e%2e/a.png", Skip::Outside),
        ("<image path/url>", Skip::Placeholder),
        ("{{ .Cover }}", Skip::Placeholder),
        ("", Skip::Placeholder),
    ] {
        assert_eq!(skipped(&format!("<img src=\"{address}\">")), [(address.to_string(), why)], "{address}");
    }
    assert_eq!(files("![](img/./sub//a.png) ![](a..b.png)"), ["img/sub/a.png", "a..b.png"]);
    assert_eq!(files(r"<img src='img\a.png'>"), ["img/a.png"]);
}

#[test]
fn images_in_code_are_listed_and_skipped() {
    for code in [
        "```html\n<img src=\"a.png\">\n```\n",
        "~~~~\n```\n![](a.png)\n```\n~~~~\n",
        "text `![](a.png)` text",
        "``{{< figure src=\"a.png\" >}} ` ``",
        "text\n\n    <img src='a.png'>\n",
        "> ```\n> ![](a.png)\n> ```\n",
    ] {
        assert_eq!(skipped(code), [("a.png".to_string(), Skip::Code)], "{code}");
        assert_eq!(files(code), [""; 0], "{code}");
    }
    assert_eq!(files("```\n<!-- ```\n\n![](a.png)\n"), [""; 0], "the fence is still open");
    assert_eq!(files("`<!--` ![](a.png) `-->`"), ["a.png"], "a comment's mark in code starts no comment");
}

#[test]
fn code_in_code_without_end_is_not_followed_without_end() {
    let image = |indent: usize| format!("{}<img src=a.png>\n", " ".repeat(indent));
    assert_eq!(skipped(&image(40)), [("a.png".to_string(), Skip::Code)]);
    assert_eq!(files(&image(200_000)), [""; 0]);
    assert_eq!(files(&format!("{}<img src=a.png>\n", "-     ".repeat(20_000))), [""; 0]);
}

#[test]
fn comments_show_nothing() {
    for comment in [
        "<!-- <img src=a.png> -->",
        "<!--\n![](a.png)\n\n{{< figure src=a.png >}}\n-->",
        "x <!-- ![](a.png) --> y",
        "<!-- <img src=a.png>",
    ] {
        assert_eq!(images(comment), [], "{comment}");
    }
    assert_eq!(files("<!-- a --><img src=b.png><!-- c -->"), ["b.png"]);
}

#[test]
fn each_image_comes_once_with_its_line() {
    let found = images("\n![](b.png)\n\n<img src=a.png> ![](./b.png) <img src='a.png'>\n");
    let lines: Vec<(usize, &str)> = found.iter().map(|image| (image.line, image.spelled.as_str())).collect();
    assert_eq!(lines, [(2, "b.png"), (4, "a.png")]);
}

#[test]
fn the_page_s_own_word_for_its_language_comes_first_then_its_name_then_its_prose() {
    for (name, page, lang) in [
        ("index.en.md", "---\nlang: zh\n---\nEnglish words", Lang::Zh),
        ("index.en.md", "+++\n[params]\nLanguage = \"zh-CN\"\n+++\nEnglish words", Lang::Zh),
        ("a.md", "---\nlanguage: 中文\n---\nEnglish words", Lang::Zh),
        ("a.zh.md", "---\nlang: fr\n---\n", Lang::Zh),
        ("notes.en.md", "全是中文的一页", Lang::En),
        ("index.zh-cn.md", "English words", Lang::Zh),
        ("zh.md", "English words with 一 Chinese character", Lang::En),
        ("a.md", "", Lang::En),
    ] {
        assert_eq!(language(name, page), lang, "{name}: {page}");
    }
}

#[test]
fn prose_alone_tells_the_language() {
    for page in [
        "轨迹 $X_t$ 与 `let x = y` 和 <span class=\"a b c d e\">流</span>\n$$\na b c d e f\n$$\n",
        "流\n\n```rust\nlet many = english_words(in, a, listing);\n```\n",
        "流\n\n    many english words in a listing\n",
        "见 [Flow Matching for Generative Modeling](https://arxiv.org/abs/2210.02747)、[Score-Based Models][s]\n\n[s]: https://a.b/c",
        "流为 \\( a b c d e \\)，即\n\n\\[ x y z w v \\]\n",
        "参见 https://example.org/many/words/in/an/address 和 <https://example.org/more/words>。",
        "{{< highlight rust >}}\nmany english words\n{{< /highlight >}}\n流",
        "<pre><code>many english words</code></pre>\n\n流 <code>more words here</code>",
        "!!! note\n\n    流与轨迹\n\n        let many = words;\n",
        "<script>\nmany english words\n</script>\n<!-- many more of them -->\n\n流",
        "```{figure} traj.png\n:width: 300px\n:name: fig-traj\n\n轨迹\n```",
    ] {
        assert_eq!(language("a.md", page), Lang::Zh, "{page}");
    }
}

#[test]
fn a_page_that_is_one_picture_speaks_by_its_caption_or_its_title() {
    for page in [
        "![轨迹](trajectory_of_one_particle.png)",
        "<img src=\"traj.png\" alt=\"轨迹\">",
        "{{< figure src=\"traj.png\" caption=\"轨迹\" width=\"300px\" >}}",
        "---\ntitle: 轨迹\n---\n![](traj.png)",
    ] {
        assert_eq!(language("a.md", page), Lang::Zh, "{page}");
    }
    assert_eq!(language("a.md", "![](traj.png)"), Lang::En);
}
