//! A real Chromium, steered by its DevTools protocol: pages of any width, light or dark, with real keys, and everything
//! that a page asks for and complains of.
//!
//! Ours, since the kept clients (chromiumoxide, headless_chrome) bring over a hundred packages and the whole protocol
//! as 110,000 generated lines, of which the check calls ten methods.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client};

/// A browser without a window, that asks nobody for anything of its own.
pub const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--mute-audio",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The browser that `CHROMIUM` names, else the first on PATH.
///
/// # Errors
/// There is none.
pub fn find() -> anyhow::Result<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let folders: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let mut candidates = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    match candidates.find(|path| fs::metadata(path).is_ok_and(|data| data.is_file())) {
        Some(path) => Ok(path),
        None => bail!("no Chromium on PATH ({}): install one, or name it in CHROMIUM", NAMES.join(", ")),
    }
}

/// What happened in a page: the name of the event and what it carries.
pub type Event = (String, Value);

/// A running Chromium with one page.
pub struct Chromium {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: String,
    sent: u64,
    /// What happened and was not taken yet.
    events: VecDeque<Event>,
    // Removed when the browser is gone.
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts a browser and opens an empty page in it.
    ///
    /// # Errors
    /// It is not there, does not start, or does not answer.
    pub fn start() -> anyhow::Result<Chromium> {
        let program = find()?;
        let profile = tempfile::tempdir()?;
        let mut command = Command::new(&program);
        command.args(FLAGS).args(["--remote-debugging-port=0", "about:blank"]);
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        let socket = match connect(profile.path()) {
            Ok(socket) => socket,
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(error.context(format!("{} does not answer", program.display())));
            }
        };
        let mut chromium =
            Chromium { child, socket, session: String::new(), sent: 0, events: VecDeque::new(), _profile: profile };
        let page = chromium.call("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attached = json!({ "targetId": page["targetId"], "flatten": true });
        let session = chromium.call("Target.attachToTarget", attached)?;
        chromium.session = session["sessionId"].as_str().context("a page without a session")?.to_string();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            chromium.call(&format!("{domain}.enable"), json!({}))?;
        }
        Ok(chromium)
    }

    /// Calls a method of the protocol and gives its result.
    ///
    /// # Errors
    /// The browser refuses, is gone, or does not answer.
    pub fn call(&mut self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        let id = self.send(method, parameters)?;
        self.answer(id).with_context(|| method.to_string())
    }

    /// Asks for something, and gives the number of the answer.
    fn send(&mut self, method: &str, parameters: Value) -> anyhow::Result<u64> {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(message.to_string())).context("the browser is gone")?;
        Ok(self.sent)
    }

    /// Waits for an answer; those before it are dropped.
    fn answer(&mut self, id: u64) -> anyhow::Result<Value> {
        loop {
            let answer = self.read()?;
            if answer["error"].is_object() {
                bail!("{}", answer["error"]["message"].as_str().unwrap_or("refused"));
            } else if answer["id"] == json!(id) {
                return Ok(answer["result"].clone());
            }
            self.record(answer);
        }
    }

    /// Opens an address in the page and waits until all of it is loaded.
    ///
    /// # Errors
    /// Those of [`call`](Chromium::call).
    pub fn navigate(&mut self, address: &str) -> anyhow::Result<()> {
        self.call("Page.navigate", json!({ "url": address }))?;
        self.wait_for("Page.loadEventFired")
    }

    /// Waits until something happens.
    ///
    /// # Errors
    /// It does not happen.
    pub fn wait_for(&mut self, event: &str) -> anyhow::Result<()> {
        loop {
            let message = self.read().with_context(|| format!("waiting for {event}"))?;
            let happened = message["method"] == json!(event);
            self.record(message);
            if happened {
                return Ok(());
            }
        }
    }

    /// What happened since this was asked last.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }

    /// The value of an expression in the page; of a promise, what it keeps.
    ///
    /// # Errors
    /// The expression throws.
    pub fn evaluate(&mut self, expression: &str) -> anyhow::Result<Value> {
        let asked = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", asked)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let text = thrown["exception"]["description"].as_str().or(thrown["text"].as_str()).unwrap_or_default();
            bail!("{text}");
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Presses a key: one of `Tab`, `Enter`, `Escape`, an arrow, or a letter.
    ///
    /// # Errors
    /// Those of [`call`](Chromium::call).
    pub fn press(&mut self, key: &str) -> anyhow::Result<()> {
        self.press_again(key, 1)
    }

    /// Presses a key so often, and waits for the last time alone.
    ///
    /// # Errors
    /// Those of [`call`](Chromium::call).
    pub fn press_again(&mut self, key: &str, times: u64) -> anyhow::Result<()> {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            _ => key.to_uppercase().bytes().next().unwrap_or_default().into(),
        };
        let text = if key == "Enter" { "\r" } else { key };
        let mut down = json!({ "type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": code });
        if key == "Enter" || key.chars().count() == 1 {
            down["type"] = json!("keyDown");
            down["text"] = json!(text);
        }
        let up = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code });
        let mut last = 0;
        for _ in 0..times {
            self.send("Input.dispatchKeyEvent", down.clone())?;
            last = self.send("Input.dispatchKeyEvent", up.clone())?;
        }
        self.answer(last)?;
        Ok(())
    }

    fn read(&mut self) -> anyhow::Result<Value> {
        let message = self.socket.read().context("the browser is gone or does not answer")?;
        serde_json::from_str(message.to_text()?).context("the browser's answer cannot be read")
    }

    fn record(&mut self, message: Value) {
        if let Some(name) = message["method"].as_str() {
            self.events.push_back((name.to_string(), message["params"].clone()));
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection to the browser, which writes down its port once it is ready.
fn connect(profile: &Path) -> anyhow::Result<WebSocket<TcpStream>> {
    let file = profile.join("DevToolsActivePort");
    let start = Instant::now();
    let (port, path) = loop {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n').filter(|(_, path)| !path.is_empty()) {
            break (port.to_string(), path.trim().to_string());
        }
        if start.elapsed() > PATIENCE {
            bail!("it opens no port for DevTools");
        }
        thread::sleep(Duration::from_millis(20));
    };
    let stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let (socket, _) = client(format!("ws://127.0.0.1:{port}{path}"), stream).context("no DevTools at its port")?;
    Ok(socket)
}
