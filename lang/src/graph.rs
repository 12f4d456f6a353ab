//! Strongly connected components.

/// The strongly connected components of a graph given by successors, each before those that
/// lead to it (dependencies first, where an edge means "depends on"). Tarjan's algorithm without recursion.
pub fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let n = edges.len();
    let mut order = vec![NEW; n];
    let mut low = vec![0_usize; n];
    let mut on_stack = vec![false; n];
    let mut stack: Vec<usize> = Vec::new();
    let mut out = Vec::new();
    let mut next = 0;
    for root in 0..n {
        if order.get(root).copied() != Some(NEW) {
            continue;
        }
        let mut work: Vec<(usize, usize)> = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                set(&mut order, node, next);
                set(&mut low, node, next);
                next += 1;
                stack.push(node);
                set(&mut on_stack, node, true);
            }
            let mut descended = false;
            let successors = edges.get(node).map(Vec::as_slice).unwrap_or_default();
            for (at, to) in successors.iter().copied().enumerate().skip(edge) {
                match order.get(to).copied() {
                    Some(NEW) => {
                        work.push((node, at + 1));
                        work.push((to, 0));
                        descended = true;
                        break;
                    }
                    Some(seen) if on_stack.get(to).copied() == Some(true) => {
                        let best = get(&low, node).min(seen);
                        set(&mut low, node, best);
                    }
                    _ => {}
                }
            }
            if descended {
                continue;
            }
            if get(&low, node) == get(&order, node) {
                let mut component = Vec::new();
                while let Some(member) = stack.pop() {
                    set(&mut on_stack, member, false);
                    component.push(member);
                    if member == node {
                        break;
                    }
                }
                out.push(component);
            }
            if let Some((parent, _)) = work.last() {
                let best = get(&low, *parent).min(get(&low, node));
                set(&mut low, *parent, best);
            }
        }
    }
    out
}

fn get(values: &[usize], at: usize) -> usize {
    values.get(at).copied().unwrap_or(usize::MAX)
}

fn set<T>(values: &mut [T], at: usize, value: T) {
    if let Some(slot) = values.get_mut(at) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn dependencies_come_first() {
        // 0 → 1 ⇄ 2 → 3, 4 alone
        let found = components(&[vec![1], vec![2], vec![1, 3], vec![], vec![]]);
        let at = |node: usize| found.iter().position(|c| c.contains(&node));
        assert_eq!(at(1), at(2));
        assert!(at(3) < at(1) && at(1) < at(0));
        assert_eq!(found.len(), 4);
    }
}
