//! Networks of partners, drawn as trees.

use serde::Serialize;

/// A network: one tree, or several side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// What the figure shows, for its caption.
    pub caption: String,
    /// The same in words, for those who do not see it: who stands below whom.
    pub described: String,
    /// Those without a partner above.
    pub roots: Vec<Node>,
}

/// A partner with those directly below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// The name.
    pub label: String,
    /// The place below the partner above, where it has a name; empty otherwise.
    pub place: String,
    /// Those directly below, from left to right.
    pub children: Vec<Node>,
}

/// Where everything of a network stands. Widths are in half places of one partner, heights in rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// How wide it is.
    pub width: u32,
    /// How many rows it has.
    pub height: u32,
    /// The partners.
    pub nodes: Vec<Placed>,
    /// From partner to partner below.
    pub lines: Vec<Line>,
}

/// A partner at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The name.
    pub label: String,
    /// The place below the partner above, where it has a name; empty otherwise.
    pub place: String,
    /// The middle, in half places from the left.
    pub x: u32,
    /// The row, from 0.
    pub y: u32,
}

/// A line from a partner to one directly below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The middle of the upper one.
    pub from: u32,
    /// The middle of the lower one.
    pub to: u32,
    /// The row of the upper one.
    pub y: u32,
}

impl Network {
    /// Places every partner: leaves side by side, the others above the middle of theirs.
    pub fn layout(&self) -> Layout {
        let mut layout = Layout { width: 0, height: 0, nodes: Vec::new(), lines: Vec::new() };
        for root in &self.roots {
            place(root, 0, &mut layout);
        }
        layout
    }
}

/// Gives the middle of the node.
fn place(node: &Node, y: u32, layout: &mut Layout) -> u32 {
    layout.height = layout.height.max(y.saturating_add(1));
    let below: Vec<u32> = node.children.iter().map(|child| place(child, y.saturating_add(1), layout)).collect();
    let x = match (below.first(), below.last()) {
        (Some(first), Some(last)) => first.midpoint(*last),
        _ => {
            layout.width = layout.width.saturating_add(2);
            layout.width.saturating_sub(1)
        }
    };
    layout.lines.extend(below.into_iter().map(|to| Line { from: x, to, y }));
    layout.nodes.push(Placed { label: node.label.clone(), place: node.place.clone(), x, y });
    x
}

/// With the places, so that the typesetter has nothing to compute.
impl Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Drawn<'a> {
            caption: &'a str,
            described: &'a str,
            layout: Layout,
        }
        Drawn { caption: &self.caption, described: &self.described, layout: self.layout() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(label: &str, children: Vec<Node>) -> Node {
        Node { label: label.to_owned(), place: String::new(), children }
    }

    #[test]
    fn nobody_stands_on_anybody_and_parents_stand_over_the_middle() {
        let tree = node("A", vec![node("B", vec![]), node("C", vec![node("D", vec![]), node("E", vec![])])]);
        let network =
            Network { caption: String::new(), described: String::new(), roots: vec![tree, node("F", vec![])] };
        let layout = network.layout();
        let at = |label: &str| layout.nodes.iter().find(|n| n.label == label).map(|n| (n.x, n.y));
        assert_eq!((layout.width, layout.height, layout.lines.len()), (8, 3, 4));
        assert_eq!([at("B"), at("D"), at("E"), at("F")], [Some((1, 1)), Some((3, 2)), Some((5, 2)), Some((7, 0))]);
        assert_eq!([at("C"), at("A")], [Some((4, 1)), Some((2, 0))]);
    }
}
