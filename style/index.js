import './base.css';
import './sidebar.css';
import './notebook.css';
import './charts.css';
import './compare.css';
import './run.css';
import './sql.css';
import './mime.css';
