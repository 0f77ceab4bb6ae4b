//! Draws a computation graph, in text and as SVG: a task stands below what it
//! needs. Other crates place the tasks and the lines.

use super::{COLUMNS, Paint, visible};
use crate::fault::Fault;
use ascii_dag::{Direction, LayoutConfig, RenderOptions};
use grader_spec::Graph;
use layout::backends::svg::SVGWriter;
use layout::core::base::Orientation;
use layout::core::geometry::Point;
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;
use std::fmt::Write;
use std::path::Path;

/// More tasks than this are no picture any more.
const TASKS_MAX: usize = 120;
/// Size of letters in the picture, and about how wide and high one is, in pixels.
const FONT: usize = 15;
const LETTER: (f64, f64) = (9.0, 34.0);

/// What stands around a drawing.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The exercise's title.
    pub title: &'a str,
    /// The case whose tasks these are.
    pub case: &'a str,
    /// The SVG picture.
    pub picture: &'a Path,
    /// Colours.
    pub paint: Paint,
}

/// The drawing in text, with work and span below it.
pub fn drawn(graph: &Graph, frame: &Frame) -> Result<String, Fault> {
    let (work, span) = (graph.tasks.len(), span(graph)?);
    let mut lines = ascii_dag::Graph::new();
    for (number, task) in graph.tasks.iter().enumerate() {
        lines.add_node(number, task.label.as_str());
    }
    for (needed, number) in needs(graph) {
        lines.add_edge(needed, number, None);
    }
    let draw = |config: LayoutConfig| {
        lines.compute_layout_with_config(&config).render_string(&RenderOptions::plain())
    };
    // Wide graphs are drawn from left to right, so that they go on below.
    let down = draw(LayoutConfig { direction: Direction::TopDown, ..LayoutConfig::standard() });
    let right = LayoutConfig {
        direction: Direction::LeftRight,
        node_spacing: 1,
        ..LayoutConfig::standard()
    };
    let text = if width(&down) + 2 <= COLUMNS { down } else { draw(right) };
    let what = format!("the tasks of case `{}`", visible(frame.case));
    let mut screen =
        format!("\n{}  {}\n\n", frame.paint.strong(frame.title), frame.paint.dim(&what));
    for line in text.trim_end().lines() {
        let _ = writeln!(screen, "{}", format!("  {line}").trim_end());
    }
    let times = work as f64 / span as f64;
    let _ = write!(
        screen,
        "\n  work        {work} tasks\n  span        {span} tasks, the longest chain\n  \
         parallelism {times:.1}, work over span, as if all tasks took as long\n  picture     {}\n",
        visible(&frame.picture.display().to_string())
    );
    Ok(screen)
}

/// The drawing as SVG.
pub fn picture(graph: &Graph) -> Result<String, Fault> {
    span(graph)?;
    let mut drawing = VisualGraph::new(Orientation::TopToBottom);
    let handles: Vec<_> = graph
        .tasks
        .iter()
        .map(|task| {
            let size = Point::new(LETTER.0 * task.label.chars().count() as f64 + 20.0, LETTER.1);
            let mut look = StyleAttr::simple();
            look.font_size = FONT;
            look.rounded = 6;
            let shape = ShapeKind::new_box(&task.label);
            drawing.add_node(Element::create(shape, look, Orientation::TopToBottom, size))
        })
        .collect();
    for (needed, number) in needs(graph) {
        drawing.add_edge(Arrow::simple(""), handles[needed], handles[number]);
    }
    let mut svg = SVGWriter::new();
    drawing.do_it(false, false, false, &mut svg);
    Ok(svg.finalize().replace("Times, serif", "sans-serif"))
}

/// Every pair of a task that is needed and the one that needs it.
fn needs(graph: &Graph) -> impl Iterator<Item = (usize, usize)> {
    let tasks = graph.tasks.iter().enumerate();
    tasks.flat_map(|(number, task)| task.needs.iter().map(move |&needed| (needed, number)))
}

/// Tasks on the longest chain. What is no graph that can be drawn is the
/// course's fault.
fn span(graph: &Graph) -> Result<usize, Fault> {
    let tasks = graph.tasks.len();
    if tasks > TASKS_MAX {
        let what = format!("{tasks} tasks are too many for a picture");
        return Err(Fault::new(what, format!("take a `--case` with {TASKS_MAX} at most")));
    }
    let mut chain = vec![1; tasks];
    // A chain of n tasks has settled after n rounds; what has not is a circle.
    for _ in 0..=tasks {
        let mut settled = true;
        for (needed, number) in needs(graph) {
            let longer = chain.get(needed).copied().unwrap_or(usize::MAX - 1) + 1;
            if longer > chain[number] {
                (chain[number], settled) = (longer.min(tasks + 1), false);
            }
        }
        if settled && chain.iter().all(|&length| length <= tasks) {
            return Ok(chain.into_iter().max().unwrap_or(0));
        }
    }
    let what = "the tasks need each other in a circle, or one that is not there";
    Err(Fault::new(what, "mend `graph` in the exercise's spec.rs"))
}

fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diamond() -> Graph {
        let mut graph = Graph::default();
        let load = graph.task("load", &[]);
        let both = [graph.task("mean", &[load]), graph.task("max", &[load])];
        graph.task("report", &both);
        graph
    }

    #[test]
    fn a_diamond_has_four_tasks_and_a_chain_of_three() {
        let frame = Frame {
            title: "A table",
            case: "small",
            picture: Path::new("a.svg"),
            paint: Paint { color: false },
        };
        insta::assert_snapshot!(drawn(&diamond(), &frame).expect("it is a graph"));
        let svg = picture(&diamond()).expect("it is a graph");
        for label in ["load", "mean", "max", "report"] {
            assert!(svg.contains(&format!(">{label}<")), "{label} in {svg}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let mut circle = diamond();
        circle.tasks[0].needs = vec![3];
        let mut stray = diamond();
        stray.tasks[1].needs = vec![9];
        for graph in [circle, stray] {
            let fault = span(&graph).expect_err("it is no graph");
            assert!(fault.what.contains("in a circle"), "{fault}");
        }
        let task = grader_spec::Task { label: "one".to_owned(), needs: Vec::new() };
        let large = Graph { tasks: vec![task; TASKS_MAX + 1] };
        assert!(span(&large).expect_err("too many").what.starts_with("121 tasks"));
    }
}
