//! Several futures as one, each begun in its turn.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

/// What the futures give, in their order. Each runs as far as it can before the next one begins, so those that come to the
/// same queue come to it in their order.
pub(super) async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<Result<F::Output, Pin<Box<F>>>> = futures.map(|future| Err(Box::pin(future))).collect();
    std::future::poll_fn(|context| {
        for slot in &mut futures {
            if let Err(future) = slot
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *slot = Ok(output);
            }
        }
        if futures.iter().all(Result::is_ok) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    futures.into_iter().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[tokio::test]
    async fn each_begins_in_its_turn_and_answers_stand_in_order() {
        let begun = Mutex::new(Vec::new());
        let one = async |n: u64| {
            begun.lock().unwrap().push(n);
            tokio::time::sleep(std::time::Duration::from_millis(10 - n)).await;
            n
        };
        assert_eq!(all((0..5).map(one)).await, [0, 1, 2, 3, 4]);
        assert_eq!(*begun.lock().unwrap(), [0, 1, 2, 3, 4]);
    }
}
