import { goalByName } from '../src/store/points/metricName';

describe('a name', () => {
  it.each([
    'loss', 'val/loss', 'train_loss', 'trainLoss', 'val_loss_epoch', 'loss/train', 'box_loss', 'error', 'error_rate',
    'mean_squared_error', 'RMSE', 'test/mae', 'valid-logloss', 'perplexity', 'eval.ppl', 'brier_score', 'Loss'
  ])('of a loss says that less is better: %s', key => expect(goalByName(key)).toBe('min'));

  it.each([
    'acc', 'val/acc', 'valAcc', 'accuracy', 'test_accuracy', 'top1_acc', 'acc_top5', 'accuracy@5', 'auc', 'roc_auc', 'f1',
    'f1_macro', 'macro avg/f1-score', 'F1Score', 'r2', 'r2_score', 'precision', 'metrics/mAP50-95', 'mAP@0.5', 'val/iou', 'best_acc'
  ])('of an accuracy says that more is better: %s', key => expect(goalByName(key)).toBe('max'));

  it.each([
    'grad/norm', 'grad_norm', 'lr', 'learning_rate', 'epoch', 'step', 'time', 'latency', 'epoch_time', 'loss_scale', 'loss_ratio',
    'score', 'reward', 'throughput', 'samples', 'gpu/util', 'accumulation', 'neg_log_loss', 'neg_mean_squared_error', 'delta_loss',
    'false_positive_rate', 'acc_std', 'loss_weight', 'mapping', 'terror', 'blosses', 'x', '', 'val/', '🙂'
  ])('of anything else says nothing: %s', key => expect(goalByName(key)).toBeNull());
});
